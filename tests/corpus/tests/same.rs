//! The import of a document gives the same bytes and findings each time.

use bindery_corpus::cases::imported;
use bindery_test_tools::document;

#[test]
fn an_import_is_the_same_each_time() {
    // Hash maps of one process differ in their order, so two imports of one process would differ too.
    for name in ["buildomat.json", "figma.yaml", "nexus.json", "slack-swagger2.json"] {
        let Some(text) = document(&format!("corpus/openapi/{name}")) else { return };
        let [one, other] = [(); 2].map(|()| imported(name, &text).expect("a document"));
        assert!(one.files.iter().all(|file| !file.text.is_empty()), "{name}");
        for (one, other) in one.files.iter().zip(&other.files) {
            assert_eq!((&one.name, &one.text), (&other.name, &other.text), "{name}");
        }
        assert_eq!(one.files.len(), other.files.len(), "{name}");
        assert_eq!(one.findings, other.findings, "{name}");
    }
}
