//! Chance: for the length of waits, and for keys that no other call has.

use std::fmt::Write;
use std::time::Duration;

/// A number by chance.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// One from the system. Where that has none it is the greatest, so that waits are as long as they can be.
    pub(crate) fn draw() -> Self {
        Self(getrandom::u64().unwrap_or(u64::MAX))
    }

    /// A part of a time, each as likely as the other.
    pub(crate) fn part_of(&self, time: Duration) -> Duration {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let part = (u128::from(nanos) * u128::from(self.0)) >> 64;
        Duration::from_nanos(u64::try_from(part).unwrap_or(nanos))
    }
}

/// A random UUID, as text. Nothing where the system has no random numbers: two calls must not have the same key.
pub(crate) fn idempotency_key() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(uuid(bytes))
}

/// The UUID of version 4 that random bytes make.
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
