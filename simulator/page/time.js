// Times as officials read them: always WIB, "Senin, 23 November 2026 pukul 10.30 WIB".

const WIB_OFFSET = 7 * 3600;
const zone = { timeZone: "Asia/Jakarta" };
const day = new Intl.DateTimeFormat("id-ID", { ...zone, weekday: "long", day: "numeric", month: "long", year: "numeric" });
const shortDay = new Intl.DateTimeFormat("id-ID", { ...zone, weekday: "long", day: "numeric", month: "long" });
const clock = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function hour(unix) {
  return clock.format(unix * 1000).replace(":", ".");
}

export function dayLine(unix) {
  return shortDay.format(unix * 1000);
}

export function longTime(unix) {
  return `${day.format(unix * 1000)} pukul ${hour(unix)} WIB`;
}

// The number of the day in WIB, to tell where one day's messages end.
export function dayNumber(unix) {
  return Math.floor((unix + WIB_OFFSET) / 86400);
}

// Until an hour of the next day, or of the next one from Monday to Friday. The first of January 1970, day 0, was a
// Thursday: 2 and 3 are the weekend.
export function secondsUntilMorning(unix, atHour, weekdays) {
  let day = dayNumber(unix) + 1;
  while (weekdays && [2, 3].includes(day % 7)) day += 1;
  return day * 86400 + atHour * 3600 - WIB_OFFSET - unix;
}
