//! A string must be marked as a plain password or a digest.

use bindery_backpack::index::{Login, LoginPassword};

fn main() {
    let _ = Login::password(LoginPassword { email: "demo@example.com".to_owned(), password: "123456" });
    let _ =
        Login::password(LoginPassword { email: "demo@example.com".to_owned(), password: "123456".into() });
}
