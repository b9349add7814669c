use bindery_codegen::model::*;
fn main(){ let a:Vec<String>=std::env::args().collect(); let t=std::fs::read_to_string(&a[1]).unwrap();
 let k=match a[2].as_str(){"a"=>NotationKind::ActionReference,"o"=>NotationKind::Outline,_=>NotationKind::HeadedProse};
 let mut n=vec![Notation{kind:k,words:Default::default()}]; if a[2]=="o"{n.push(Notation{kind:NotationKind::HeadedProse,words:Default::default()})}
 let l=bindery_sources::lines(&t); let r=bindery_sources::read(&l,&n);
 for s in &r.sections{println!("S {:?} {}",s.topic,s.place.text())}
 for f in &r.facts{println!("{} [{}] {:?}",f.place.text(),r.sections[f.section].topic.title(),f.what)}
 for u in &r.unread{println!("UNREAD {} {} | {}",u.line,u.reason,l[u.line as usize-1].text)}
 if a.len()>3{for (c,l) in r.classes.iter().zip(&l){println!("{:?} {} {}",c,l.number,l.text)}}
}
