//! Bytes as lower-case hexadecimal digits. Must not know what they mean.

use std::fmt::Write;

/// Two digits per byte, without a prefix.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_two_digits() {
        assert_eq!(hex(&[0, 7, 0x5a, 0xff]), "00075aff");
        assert_eq!(hex(&[]), "");
    }
}
