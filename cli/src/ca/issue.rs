//! Certificates and lists, made and signed.
//!
//! `rcgen` writes them; what it needs of cryptography it gets from here, so that it brings none along.

use std::time::Duration;

use abi::{Instant, PublicKey};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CustomExtension,
    DistinguishedName, DnType, IsCa, Issuer, KeyIdMethod, KeyUsagePurpose, PKCS_ED25519,
    PublicKeyData, RevokedCertParams, SanType, SerialNumber, SignatureAlgorithm, SigningKey,
    date_time_ymd,
};

use super::key::{PrivateKey, random};
use crate::failure::Failure;

/// Random bytes of a serial number: more than anybody can guess, and fewer than the 20 that there may be.
const SERIAL_BYTES: usize = 16;

/// Bytes of a key's identifier, which helps tools to find an issuer among several.
const KEY_ID_BYTES: usize = 20;

/// What a member's certificate is to say.
#[derive(Debug, Clone, Copy)]
pub struct Membership<'a> {
    /// The member's id.
    pub id: &'a str,
    /// The roles.
    pub roles: &'a [String],
    /// The key that signs for the member.
    pub key: PublicKey,
}

/// A revoked certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// Its serial number.
    pub serial: Vec<u8>,
    /// Since when.
    pub since: Instant,
}

/// An organisation that signs with a key.
pub struct Authority<'a> {
    /// The organisation's name.
    pub organisation: &'a str,
    /// The key.
    pub key: &'a PrivateKey,
}

impl Authority<'_> {
    /// The root certificate, valid before `until`. Members are issued by it directly, and nobody else issues.
    ///
    /// # Errors
    /// The machine has no random numbers.
    pub fn root(&self, from: Instant, until: Instant) -> Result<Vec<u8>, Failure> {
        let mut params = self.params(from, until, self.key.public())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = self.usages();
        let made = params.self_signed(&Signing::of(self.key));
        Ok(made.map_err(cannot)?.der().to_vec())
    }

    /// A member's certificate, valid before `until`.
    ///
    /// # Errors
    /// The machine has no random numbers.
    pub fn member(
        &self,
        member: Membership,
        from: Instant,
        until: Instant,
    ) -> Result<Vec<u8>, Failure> {
        let mut params = self.params(from, until, member.key)?;
        params
            .distinguished_name
            .push(DnType::CommonName, member.id);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.custom_extensions = vec![purpose()];
        params.use_authority_key_identifier_extension = true;
        for role in member.roles {
            let uri = msp::role::role_uri(role).try_into().map_err(cannot)?;
            params.subject_alt_names.push(SanType::URI(uri));
        }
        let issuer = self.params(from, until, self.key.public())?;
        let made = params.signed_by(&Holder(member.key), &self.issuer(&issuer));
        Ok(made.map_err(cannot)?.der().to_vec())
    }

    /// The list of all revoked certificates, the `number`th one.
    ///
    /// # Errors
    /// The machine has no random numbers.
    pub fn list(
        &self,
        number: u64,
        revoked: &[Revoked],
        this: Instant,
        next: Instant,
    ) -> Result<Vec<u8>, Failure> {
        let entries = revoked.iter().map(|one| RevokedCertParams {
            serial_number: SerialNumber::from_slice(&one.serial),
            revocation_time: date_time(one.since),
            reason_code: None,
            invalidity_date: None,
        });
        let params = CertificateRevocationListParams {
            this_update: date_time(this),
            next_update: date_time(next),
            crl_number: SerialNumber::from(number),
            issuing_distribution_point: None,
            revoked_certs: entries.collect(),
            key_identifier_method: key_id(self.key.public()),
        };
        let issuer = self.params(this, next, self.key.public())?;
        let made = params.signed_by(&self.issuer(&issuer));
        Ok(made.map_err(cannot)?.der().to_vec())
    }

    /// What all certificates have in common, about `key`.
    fn params(
        &self,
        from: Instant,
        until: Instant,
        key: PublicKey,
    ) -> Result<CertificateParams, Failure> {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::OrganizationName, self.organisation);
        params.serial_number = Some(SerialNumber::from_slice(&serial()?));
        params.not_before = date_time(from);
        // The last second that belongs to it.
        params.not_after = date_time(Instant(until.0.saturating_sub(1)));
        params.key_identifier_method = key_id(key);
        Ok(params)
    }

    fn issuer<'a>(&'a self, params: &'a CertificateParams) -> Issuer<'a, Signing<'a>> {
        Issuer::from_params(params, Signing::of(self.key))
    }

    fn usages(&self) -> Vec<KeyUsagePurpose> {
        vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign]
    }
}

/// A short name of a key. What makes it is left to whoever issues (RFC 5280, section 4.2.1.2).
fn key_id(key: PublicKey) -> KeyIdMethod {
    let hash = blake3::hash(&key.0);
    let bytes = hash.as_bytes().iter().take(KEY_ID_BYTES);
    KeyIdMethod::PreSpecified(bytes.copied().collect())
}

/// A positive number that was never given before and that nobody can guess.
pub(super) fn serial() -> Result<[u8; SERIAL_BYTES], Failure> {
    let mut bytes = random::<SERIAL_BYTES>()?;
    // No sign, and as many digits as any other.
    bytes[0] = bytes[0] & 0x7f | 0x40;
    Ok(bytes)
}

/// `extendedKeyUsage` with the purpose of members, whose number is longer than `rcgen` has numbers for.
fn purpose() -> CustomExtension {
    let id = msp::MEMBER_PURPOSE_DER;
    let length = id.len() as u8;
    let contents = [&[0x30, length + 2, 0x06, length], id].concat();
    CustomExtension::from_oid_content(&[2, 5, 29, 37], contents)
}

/// From 1970 on, where every time that a command takes lies, up to the year 9999.
fn date_time(instant: Instant) -> time::OffsetDateTime {
    let seconds = u64::try_from(instant.0).unwrap_or_default();
    date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds)
}

fn cannot(error: rcgen::Error) -> Failure {
    Failure::failed(format!("the certificate cannot be made: {error}"))
}

/// A key that `rcgen` lets sign.
struct Signing<'a> {
    key: &'a PrivateKey,
    public: PublicKey,
}

impl Signing<'_> {
    fn of(key: &PrivateKey) -> Signing<'_> {
        let public = key.public();
        Signing { key, public }
    }
}

impl PublicKeyData for Signing<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.public.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl SigningKey for Signing<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.key.sign(message).to_vec())
    }
}

/// A key that a certificate is about.
struct Holder(PublicKey);

impl PublicKeyData for Holder {
    fn der_bytes(&self) -> &[u8] {
        &self.0.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}
