//! Compatibility check between generated code and this runtime.

/// Declares that the calling code has contents or streams. Without the feature `content` it does not compile; the error
/// says what to do.
#[cfg(feature = "content")]
#[doc(hidden)]
#[macro_export]
macro_rules! needs_content {
    () => {};
}

/// Declares that the calling code has contents or streams. Without the feature `content` it does not compile; the error
/// says what to do.
#[cfg(not(feature = "content"))]
#[doc(hidden)]
#[macro_export]
macro_rules! needs_content {
    () => {
        ::core::compile_error!(
            "this API has files, events or other streams: enable the feature `content` of bindery-runtime"
        );
    };
}

/// Declares the generator generation of the calling code. Code of another generation does not compile; the error says
/// what to do.
#[doc(hidden)]
#[macro_export]
macro_rules! generation {
    (4) => {};
    ($other:literal) => {
        ::core::compile_error!(::core::concat!(
            "this code was generated for generation ",
            $other,
            " of bindery-runtime, but this is generation 4: generate it again with the `bindery` command of this \
             runtime's version, or depend on the runtime version that it was generated for"
        ));
    };
}
