use bindery_codegen::*;
fn main(){ let a:Vec<String>=std::env::args().collect(); 
 let c=check(input::read_folder(std::path::Path::new(&a[1])).unwrap()); for d in &c.diagnostics{println!("{}",d.plain(&c.sources))}
 let api=c.api.unwrap();
 for s in &api.sources { if s.notations.is_empty(){println!("{} not read",s.name);continue}
  let t=std::fs::read_to_string(format!("/work/shared/seeds/{}",s.file)).unwrap();
  let l=bindery_sources::lines(&t); let r=bindery_sources::read(&l,&s.notations);
  let rep=bindery_sources::compare(&api,s,&r);
  for f in &rep.findings{ println!("{:?} {} {}: {} {} | {}",f.verdict,f.kind.word(),f.subject,f.message,f.document.map(|d|d.text()).unwrap_or_default(), f.spec.map(|s|format!("{}:{}",c.sources.file_name(s),c.sources.position(s).0)).unwrap_or_default())}
  for (k,c) in &rep.coverage{println!("{} {:?}",k.word(),c)}
  println!("unread {}",rep.unread.len());
 }}
