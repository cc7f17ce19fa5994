"""An invented certificate authority, and another program that signs PDFs with what it issues."""

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import crl, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from fpdf import FPDF
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore

NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
"""The moment of most tests."""
SIGNER = "Andri Saputra"
OFFICE = "Contoh Instansi"


@cache
def key(_: str = "") -> rsa.RSAPrivateKey:
    """Return a private key; each name has its own."""
    return rsa.generate_private_key(65537, 2048)


def name(common: str, organisation: str = OFFICE) -> x509.Name:
    """Return a certificate's name."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


class Authority:
    """A certificate authority of its own making."""

    def __init__(self, common: str = "Contoh Induk") -> None:
        self.common = common
        self.certificate = self.issue(common, ca=True)

    def issue(
        self,
        common: str,
        *,
        ca: bool = False,
        stamps: bool = False,
        signs: bool = True,
        first: datetime = NOW - timedelta(days=300),
        last: datetime = NOW + timedelta(days=300),
    ) -> x509.Certificate:
        """Return a certificate for a name."""
        public = key(common).public_key()
        usage = x509.KeyUsage(
            digital_signature=signs and not ca,
            content_commitment=signs and not ca,
            key_encipherment=not signs,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=ca,
            crl_sign=ca,
            encipher_only=False,
            decipher_only=False,
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(common))
            .issuer_name(name(self.common))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(first)
            .not_valid_after(last)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(key(self.common).public_key()),
                critical=False,
            )
        )
        if not ca:
            lists = x509.UniformResourceIdentifier("http://crl.example/induk.crl")
            point = x509.DistributionPoint([lists], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        if stamps:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purpose, critical=True)
        return builder.sign(key(self.common), hashes.SHA256())

    @property
    def pem(self) -> bytes:
        """The root as it is put into the configuration."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def pkcs12(self, common: str = SIGNER, password: str = "rahasia", **how: Any) -> bytes:  # noqa: S107 - invented
        """Return a certificate with its key, as a signer keeps them."""
        certificate = self.issue(common, **how)
        return pkcs12.serialize_key_and_certificates(
            common.encode(),
            key(common),
            certificate,
            [self.certificate],
            serialization.BestAvailableEncryption(password.encode()),
        )

    def revoked(self, certificate: x509.Certificate, when: datetime) -> bytes:
        """Return a list of revoked certificates (CRL), DER."""
        one = (
            x509.RevokedCertificateBuilder()
            .serial_number(certificate.serial_number)
            .revocation_date(when)
            .build()
        )
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(name(self.common))
            .last_update(when)
            .next_update(when + timedelta(days=3650))
            .add_revoked_certificate(one)
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(key(self.common).public_key()),
                critical=False,
            )
            .sign(key(self.common), hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.DER)


@cache
def authority(common: str = "Contoh Induk") -> Authority:
    """Return an authority, the same for the same name."""
    return Authority(common)


@cache
def paper(text: str = "Laporan hasil evaluasi capaian kinerja (contoh).", pages: int = 1) -> bytes:
    """Return an unsigned PDF."""
    pdf = FPDF()
    pdf.set_creation_date(NOW)
    pdf.set_font("helvetica", size=12)
    for number in range(pages):
        pdf.add_page()
        pdf.cell(0, 10, f"{text} {number + 1}")
    return bytes(pdf.output())


def signer(bundle: bytes, password: str = "rahasia") -> Any:  # noqa: S107 - invented
    """Return who signs, for pyHanko."""
    return signers.SimpleSigner.load_pkcs12_data(bundle, other_certs=[], passphrase=password.encode())


def signed(
    data: bytes,
    bundle: bytes,
    *,
    field: str = "Signature1",
    when: datetime = NOW,
    digest: str = "sha256",
    certify: int | None = None,
    subfilter: str = "/ETSI.CAdES.detached",
    stamper: Any = None,
    crls: tuple[bytes, ...] = (),
) -> bytes:
    """Return the PDF signed once more, as some other program would do it."""

    class Then(signers.PdfSigner):
        """Signs at a given moment."""

        def init_signing_session(self, *how: Any, **more: Any) -> Any:
            """Give the session another clock."""
            session = super().init_signing_session(*how, **more)
            session.system_time = when
            return session

    writer = IncrementalPdfFileWriter(BytesIO(data), strict=False)
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest,
        subfilter=SigSeedSubFilter(subfilter),
        certify=certify is not None,
        docmdp_permissions=MDPPerm(certify or 2),
        signer_key_usage=set(),
    )
    buffer = BytesIO()
    Then(meta, signer(bundle), timestamper=stamper).sign_pdf(writer, output=buffer)
    if crls:
        lists = [crl.CertificateList.load(one) for one in crls]
        DocumentSecurityStore.add_dss(buffer, sig_contents=None, crls=lists)
    return buffer.getvalue()


def stamper(of: Authority, when: datetime) -> Any:
    """Return a time stamping authority whose clock stands still."""
    common = "Contoh Penanda Waktu"
    certificate = of.issue(common, stamps=True)
    private = key(common).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return DummyTimeStamper(
        asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        keys.PrivateKeyInfo.load(private),
        fixed_dt=when,
    )


def stamped(data: bytes, by: Any) -> bytes:
    """Return the PDF with a time stamp on the whole of it."""
    buffer = BytesIO()
    made = signers.PdfTimeStamper(by, field_name="Waktu")
    made.timestamp_pdf(IncrementalPdfFileWriter(BytesIO(data)), "sha256", output=buffer)
    return buffer.getvalue()
