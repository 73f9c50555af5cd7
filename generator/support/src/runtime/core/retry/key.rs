//! Random numbers for delays and idempotency keys.

#[cfg(feature = "idempotency_keys")]
use std::fmt::Write;
use std::time::Duration;

/// A random number.
pub(crate) struct Jitter(pub(crate) u64);

impl Jitter {
    /// Creates a random number, or the maximum (the longest delay) if the system has no source of randomness.
    pub(crate) fn random() -> Self {
        Self(getrandom::u64().unwrap_or(u64::MAX))
    }

    /// Returns a uniformly distributed fraction of a duration.
    pub(crate) fn scale(&self, time: Duration) -> Duration {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let part = (u128::from(nanos) * u128::from(self.0)) >> 64;
        Duration::from_nanos(u64::try_from(part).unwrap_or(nanos))
    }
}

#[cfg(feature = "idempotency_keys")]
/// Returns a random UUID, or `None` if the system has no source of randomness: two calls must not share a key.
pub(crate) fn idempotency_key() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(uuid(bytes))
}

#[cfg(feature = "idempotency_keys")]
/// Formats random bytes as a version 4 UUID.
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (i, byte) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_uuid_and_no_two_are_alike() {
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
        let keys = [idempotency_key().unwrap(), idempotency_key().unwrap()];
        assert!(keys[0].len() == 36 && keys[0] != keys[1], "{keys:?}");
    }
}
