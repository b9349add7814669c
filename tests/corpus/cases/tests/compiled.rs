//! The documents are really compiled where there are documents.

#[test]
fn all_documents_are_compiled() {
    if std::env::var_os("BINDERY_DOCUMENTS").is_some_and(|folder| !folder.is_empty()) {
        assert!(bindery_corpus_cases::COMPILED.len() >= 2, "{:?}", bindery_corpus_cases::COMPILED);
    }
}
