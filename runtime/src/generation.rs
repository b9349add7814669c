//! Whether generated code and this runtime fit.

/// Which generation of the generator some code is of. What does not fit this runtime does not compile, and says what to do.
#[doc(hidden)]
#[macro_export]
macro_rules! generation {
    (1) => {};
    ($other:literal) => {
        ::core::compile_error!(::core::concat!(
            "this code was generated for generation ",
            $other,
            " of bindery-runtime, and this is generation 1: generate it again with the `bindery` of this runtime's \
             version, or depend on the runtime that it was generated for"
        ));
    };
}
