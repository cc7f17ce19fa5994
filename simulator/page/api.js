// Talks to the control API of the simulator. A refusal becomes an Error with its sentence.

async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error || response.statusText);
  return body;
}

export async function get(path) {
  return answer(await fetch(`/sim${path}`));
}

export async function post(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(`/sim${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function remove(path) {
  return answer(await fetch(`/sim${path}`, { method: "DELETE" }));
}

export async function upload(path, form) {
  return answer(await fetch(`/sim${path}`, { method: "POST", body: form }));
}
