//! Compatibility check between generated code and this runtime.

/// Declares the generator generation of the calling code. Code of another generation does not compile; the error says
/// what to do.
#[doc(hidden)]
#[macro_export]
macro_rules! generation {
    (2) => {};
    ($other:literal) => {
        ::core::compile_error!(::core::concat!(
            "this code was generated for generation ",
            $other,
            " of bindery-runtime, but this is generation 2: generate it again with the `bindery` command of this \
             runtime's version, or depend on the runtime version that it was generated for"
        ));
    };
}
