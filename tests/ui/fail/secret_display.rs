//! Secrets have no `Display`, so that they cannot be printed by accident.

use bindery_backpack::types::{Password, Session};

fn main() {
    let session = Session::from("39dfb270b1cfbf1eb045715a1b37b4d8");
    println!("{session}");
    println!("{}", session.0);
    println!("{}", Password::plain("123456"));
}
