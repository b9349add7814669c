//! Syntax of URLs. Every URL that `check` accepts is accepted by every client: the rules are those of the client (an
//! HTTP URL without user info) plus whatever the libraries below it would otherwise rewrite. Whether a Punycode label
//! (`xn--…`) is valid is not checked.

/// Maximum length of a URL in bytes: the minimum that RFC 9110 (4.1) recommends to support.
pub(super) const LONGEST: usize = 8_000;

/// Checks the base URL of a server. The error is the label of the diagnostic.
pub(super) fn server(text: &str) -> Result<(), &'static str> {
    if text.contains('?') { Err("has a query") } else { full(text) }
}

/// Whether a text can be the base URL of a server: `https://host` or `https://host/path`.
pub fn is_server_address(text: &str) -> bool {
    server(text).is_ok()
}

/// Checks a URL that is called as it is.
pub(super) fn full(text: &str) -> Result<(), &'static str> {
    if text.len() > LONGEST {
        return Err("longer than servers accept");
    }
    if text.starts_with("wss://") || text.starts_with("ws://") {
        return Err("WebSocket is not supported");
    }
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let rest = rest.ok_or("not of the form https://host/path")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    if authority.contains('@') {
        return Err("contains user info, which would be printed with the URL");
    }
    host(authority)?;
    if path.contains('#') {
        return Err("has a fragment, which is never sent");
    }
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%/?".contains(letter);
    if !path.chars().all(plain) {
        return Err("contains a character that URLs do not allow");
    }
    let path = path.split('?').next().unwrap_or_default();
    let dots = |segment: &str| matches!(segment.replace("%2e", ".").replace("%2E", ".").as_str(), "." | "..");
    if path.split('/').any(dots) {
        return Err("has a dot segment, which clients remove");
    }
    Ok(())
}

fn host(authority: &str) -> Result<(), &'static str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or("has no host")?;
            let fits =
                host.parse::<std::net::Ipv6Addr>().is_ok() && (port.is_empty() || port.starts_with(':'));
            if !fits {
                return Err("has no host");
            }
            ("ipv6", port.strip_prefix(':'))
        }
        None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    let letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
    if host.is_empty() || !host.chars().all(letter) || host.starts_with('.') || host.contains("..") {
        return Err("has no host");
    }
    // If the last label is a number, the whole host is parsed as an IPv4 address (WHATWG URL, 3.5).
    let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    let is_number = hexadecimal.map_or_else(
        || last.bytes().all(|digit| digit.is_ascii_digit()),
        |digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()),
    );
    if is_number && host.parse::<std::net::Ipv4Addr>().is_err() {
        return Err("has a numeric host that is not an IP address");
    }
    match port {
        Some(port) if !port.bytes().all(|digit| digit.is_ascii_digit()) || port.parse::<u16>().is_err() => {
            Err("has an invalid port")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_a_client_would_reject_is_invalid() {
        for good in [
            "https://a.example",
            "http://127.0.0.1:8080",
            "https://[::1]:8080/v1",
            "https://a.example/v1/",
            "https://a_b.example/%7Ex/(y)",
            "https://0x.example.",
            "https://1.example",
        ] {
            assert_eq!(server(good), Ok(()), "{good}");
        }
        for bad in [
            "a.example",
            "ftp://a.example",
            "https://",
            "https:///x",
            "https://u:p@a.example",
            "https://u@a.example",
            "https://a.example?x=1",
            "https://a.example/#x",
            "https://a\".example",
            "https://<host>.example",
            "https://a.example/<x>",
            "https://{tenant}.example",
            "https://a.example:",
            "https://a.example:x",
            "https://a.example:99999",
            "https://a b.example",
            "https://a.example/a/../b",
            "https://a.example/%2e%2E",
            "https://ä.example",
            "https://[::1",
            "https://a.example/\u{202e}",
            "https://.",
            "HTTPS://a.example",
            "https://256.1.1.1",
            "https://1.2.3",
            "https://1.2.3.4.5/v1",
            "https://a.0x1F",
            "https://a.0x",
            "https://example.1.",
        ] {
            assert!(server(bad).is_err(), "{bad}");
        }
        assert_eq!(full("https://a.example/authorize?x=1"), Ok(()));
        assert_eq!(server("wss://a.example"), Err("WebSocket is not supported"));
        assert!(server(&format!("https://a.example/{}", "a".repeat(LONGEST))).is_err());
    }
}
