//! The documents are really compiled where there are documents.

#[test]
fn all_documents_are_compiled() {
    let compiled = bindery_corpus_cases::COMPILED;
    assert!(compiled.contains(&"access.yaml") && compiled.contains(&"notices.yaml"), "{compiled:?}");
    if std::env::var_os("BINDERY_DOCUMENTS").is_some_and(|folder| !folder.is_empty()) {
        assert!(compiled.len() >= 6, "{compiled:?}");
    }
}
