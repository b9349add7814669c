//! Pages as files: links, sizes, escapes, the golden page.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use bindery_model::Input;

use crate::built::{api, demo, demo_files, site, whole};
use crate::html::{attributes, unescaped};

/// Largest size of a page, in bytes.
const LARGEST: usize = 300_000;

/// Resolves a link relative to its page.
fn resolve(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_link_leads_somewhere() {
    let ids: HashMap<&str, HashSet<&str>> = whole()
        .iter()
        .map(|file| (file.path.as_str(), attributes(&file.text, "id").into_iter().collect()))
        .collect();
    let mut wrong = Vec::new();
    let mut links = 0;
    let pages = whole().iter().filter(|file| file.path.ends_with(".html"));
    for file in pages {
        let own = attributes(&file.text, "id");
        let mut seen = HashSet::new();
        wrong.extend(
            own.iter().filter(|id| !seen.insert(**id)).map(|id| format!("{}: twice {id}", file.path)),
        );
        for attribute in ["aria-labelledby", "aria-controls", "for"] {
            let missing = attributes(&file.text, attribute).into_iter().filter(|id| !seen.contains(id));
            wrong.extend(missing.map(|id| format!("{}: {attribute} {id}", file.path)));
        }
        for link in ["href", "src"].into_iter().flat_map(|name| attributes(&file.text, name)) {
            let link = unescaped(link);
            if link == "data:," {
                continue;
            }
            links += 1;
            assert!(!link.contains(':') && !link.starts_with('/'), "{} leads away: {link}", file.path);
            let (page, place) =
                link.split_once('#').map_or((link.as_str(), None), |(page, place)| (page, Some(place)));
            let page = if page.is_empty() { file.path.clone() } else { resolve(&file.path, page) };
            match (ids.get(page.as_str()), place) {
                (None, _) => wrong.push(format!("{}: {link}: no such file", file.path)),
                (Some(ids), Some(place)) if !ids.contains(place) => {
                    wrong.push(format!("{}: {link}: no such place", file.path));
                }
                (Some(_), _) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(links > 5000, "only {links} links were found");
}

#[test]
fn whatever_is_found_is_there() {
    let scripts =
        whole().iter().filter(|file| file.path.ends_with("/search.js") && !file.path.starts_with("assets"));
    let mut wrong = Vec::new();
    let mut found = 0;
    for script in scripts {
        let list = script.text.split_once(".push(").and_then(|(_, rest)| rest.trim_end().strip_suffix(");"));
        let (folder, _, entries): (String, String, Vec<[String; 5]>) =
            serde_json::from_str(list.expect("a list is pushed")).expect("JSON");
        for [_, name, _, _, address] in entries {
            found += 1;
            let (page, place) = address.split_once('#').expect("a place on a page");
            let path = format!("{folder}/{page}");
            let file = whole().iter().find(|file| file.path == path);
            if !file.is_some_and(|file| file.text.contains(&format!("id=\"{place}\""))) {
                wrong.push(format!("{name}: {address}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found > 500, "only {found} entries");
}

#[test]
fn no_page_is_large() {
    let largest = whole().iter().max_by_key(|file| file.text.len()).expect("there are files");
    assert!(largest.text.len() < LARGEST, "{} has {} bytes", largest.path, largest.text.len());
}

#[test]
fn what_a_spec_says_stays_text() {
    let hostile = r#"<script>alert(1)</script><img src=x onerror=alert(2)> \" ' & `<b>`"#;
    let files = demo_files().into_iter().map(|Input { name, bytes }| {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let text = text.replace("Orders something.", &format!("\"{hostile}\""));
        Input { name, bytes: text.into_bytes() }
    });
    for file in site(&[api(files.collect())]).iter().filter(|file| file.path.ends_with(".html")) {
        assert!(!file.text.contains("<script>alert"), "{}", file.path);
        assert!(!file.text.contains("<img"), "{}", file.path);
        if file.path.ends_with("modules/orders.html") {
            assert!(file.text.contains("&lt;script&gt;alert(1)"), "it is there as text");
            assert!(file.text.contains("<code>&lt;b&gt;</code>"), "it is there as code");
        }
    }
}

/// `BLESS=1` rewrites the golden page.
#[test]
fn the_page_of_a_module_is_the_golden_one() {
    let files = site(&[demo()]);
    let page =
        files.iter().find(|file| file.path == "shop/modules/orders.html").expect("a page for the module");
    // One element per line, for readable diffs.
    let text = page.text.replace("><", ">\n<") + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/orders.html");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &text).expect("the golden page can be written");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    let differs = golden.lines().zip(text.lines()).position(|(golden, line)| golden != line);
    assert!(
        golden == text,
        "the page differs from line {}; BLESS=1 writes it anew",
        differs.unwrap_or_else(|| golden.lines().count().min(text.lines().count())) + 1
    );
}

#[test]
fn the_same_spec_makes_the_same_site() {
    assert_eq!(site(&[demo()]), site(&[demo()]));
}
