use proptest::prelude::*;

use super::*;

const MODEL: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<!-- a queue -->
<xmile version=\"1.0\" xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\">
    <isee:prefs layer='model'/>
    <model>
        <variables>
            <stock name=\"Work in&#10;progress\"><eqn>10</eqn><inflow>arrivals</inflow></stock>
            <flow name=\"arrivals\"><eqn>IF TIME &lt; 5 THEN 1 ELSE 2</eqn></flow>
            <aux name=\"r &amp; d\"><eqn><![CDATA[a < b]]></eqn><doc>été</doc></aux>
        </variables>
    </model>
</xmile>
";

fn root(text: &str) -> Element {
    read(&Source::new("test", text)).unwrap_or_else(|wrong| panic!("{text}: {wrong}"))
}

/// Reads a text that is wrong, and holds the message and the texts at its places against what is expected.
fn check_wrong(text: &str, message: &str, places: &[&str]) -> Diagnostic {
    let wrong = read(&Source::new("test", text)).expect_err(text);
    let found: Vec<&str> = wrong.labels.iter().map(|l| l.place.text()).collect();
    assert_eq!((wrong.message.as_str(), found.as_slice()), (message, places), "{text}");
    wrong
}

fn check_escape(text: &str, place: usize) {
    let wrong = read(&Source::new("test", text)).expect_err(text);
    assert_eq!(wrong.help.as_deref(), Some(ESCAPES), "{text}: {wrong}");
    assert_eq!(wrong.labels[0].place.span.start, place, "{text}: {wrong}");
}

/// Every place lies in the text, and a text that is said to stand byte for byte does.
fn check_places(element: &Element, text: &str) {
    assert!(text[element.span.start..element.span.end].starts_with('<'));
    assert!(text[element.span.start..element.span.end].ends_with('>'));
    if let Mapping::From(start) = element.mapping {
        assert_eq!(&text[start..start + element.text.len()], element.text);
    }
    for attribute in &element.attributes {
        let (before, after) = (&text[..attribute.span.start], &text[attribute.span.end..]);
        assert!(before.ends_with(['"', '\'']) && after.starts_with(['"', '\'']));
    }
    element.children.iter().for_each(|child| check_places(child, text));
}

#[test]
fn a_model_is_read_with_its_places() {
    let model = root(MODEL);
    check_places(&model, MODEL);
    assert_eq!(model.name, "xmile");
    let names: Vec<&str> = model.children.iter().map(|c| c.local()).collect();
    assert_eq!((names, model.children[0].name.as_str()), (vec!["prefs", "model"], "isee:prefs"));
    let variables = model.child("model").unwrap().child("variables").unwrap();
    let stock = variables.child("stock").unwrap();
    assert_eq!(stock.attribute("name").unwrap().value, "Work in\nprogress");
    let span = stock.attribute("name").unwrap().span;
    assert_eq!(&MODEL[span.start..span.end], "Work in&#10;progress");
    assert_eq!(variables.children_named("flow").count(), 1);
    assert_eq!(variables.child("flow").unwrap().child("eqn").unwrap().text, "IF TIME < 5 THEN 1 ELSE 2");
    let aux = variables.child("aux").unwrap();
    assert_eq!(aux.attribute("name").unwrap().value, "r & d");
    assert_eq!((aux.child("eqn").unwrap().text.as_str(), aux.child("doc").unwrap().text.as_str()), ("a < b", "été"));
    assert!(aux.child("Eqn").is_none() && aux.attribute("access").is_none());
}

#[test]
fn a_text_knows_whether_the_file_holds_its_very_bytes() {
    let check = |file: &str, text: &str, mapping: Mapping| {
        let element = root(file);
        assert_eq!((element.text.as_str(), element.mapping), (text, mapping), "{file}");
    };
    let within = |start, end| Mapping::Within(Span::new(start, end));
    check("<e> a + b\n</e>", " a + b\n", Mapping::From(3));
    check("<e><![CDATA[a < b]]></e>", "a < b", Mapping::From(12));
    check("<e><!-- why -->a</e>", "a", Mapping::From(15));
    check("<e>a<!-- why -->b</e>", "ab", within(3, 17));
    let escaped = |start, end| Mapping::Escaped(Span::new(start, end));
    check("<e>a &lt; b</e>", "a < b", escaped(3, 11));
    check("<e>&#x61;&#98;</e>", "ab", escaped(3, 14));
    check("<e>a\r\nb</e>", "a\nb", escaped(3, 7));
    check("<e>a\rb</e>", "a\nb", escaped(3, 6));
    check("<e>a<f/>b</e>", "ab", within(3, 9));
    check("<e>a<![CDATA[ < ]]>b</e>", "a < b", within(3, 20));
    check("<e/>", "", within(0, 4));
    check("<e></e>", "", within(0, 3));
    check("\u{feff}<e>é</e>", "é", Mapping::From(6));
    let source = Source::new("test", "<e>1 +</e>");
    let equation = read(&source).unwrap().equation_text(&source);
    assert_eq!(equation.locate(Span::new(2, 3)), Span::new(5, 6));
}

#[test]
fn places_behind_references_are_those_of_the_file() {
    let source = Source::new("test", "<e>a &lt; &#xe9;\r\n+ b</e>");
    let equation = read(&source).unwrap().equation_text(&source);
    assert_eq!(equation.text, "a < é\n+ b");
    let written = |start, end| {
        let Span { start, end } = equation.locate(Span::new(start, end));
        &source.text[start..end]
    };
    assert_eq!([written(0, 1), written(2, 3), written(4, 6), written(9, 10)], ["a", "&lt;", "&#xe9;", "b"]);
}

#[test]
fn attribute_values_are_normalised() {
    let value = |text: &str| root(text).attributes[0].value.clone();
    assert_eq!(value("<e a = 'b\r\nc\td\ne'/>"), "b c d e");
    assert_eq!(value("<e a=\"&lt;'&#9;&apos;&quot;&gt;\"/>"), "<'\t'\">");
    assert_eq!(value("<e a=''/>"), "");
}

#[test]
fn what_tools_write_around_the_model_is_accepted() {
    root("<?xml version='1.0' encoding='ISO-8859-1'?><e>plain</e>");
    root("<?xml version='1.0' encoding='windows-1252' standalone='yes'?>\n<e>é</e>");
    root("\n <!-- made by hand -->\n<!DOCTYPE e SYSTEM \"e.dtd\">\n<?made by='tool'?><e></e >\n<!-- end -->\n");
    root("<isee:view xlink:href='#'><Größe/></isee:view>");
}

#[test]
fn declared_entities_are_refused() {
    let bomb = "<!DOCTYPE e [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>";
    let message = "a document type with declarations of its own is not read";
    check_wrong(&format!("{bomb}<e>&b;</e>"), message, &[bomb]);
}

#[test]
fn a_file_cut_in_half_says_where_it_was_open() {
    let never = "`<variables>` is opened here and never closed: the file ends";
    check_wrong("<model><variables><aux/>", never, &["<variables>"]);
    check_wrong("<e>a + b", "`<e>` is opened here and never closed: the file ends", &["<e>"]);
    let tag = "a tag is opened here and never closed by `>`: the file ends";
    for text in ["<e><", "<e></", "<e></e", "<e><aux", "<e><aux name", "<e><aux name=", "<e><aux name=\"a"] {
        check_wrong(text, tag, &["<"]);
    }
    let ends = [("a comment", "-->", "<!--"), ("a piece of plain text", "]]>", "<![CDATA["), ("this", "?>", "<?")];
    for (what, end, opened) in ends {
        let message = format!("{what} is opened here and never closed by `{end}`: the file ends");
        check_wrong(&format!("<e>{opened} a"), &message, &[opened]);
    }
    check_wrong("<!DOCTYPE e", "a document type is opened here and never closed by `>`: the file ends", &["<!DOCTYPE"]);
    for end in 1..MODEL.trim_end().len() {
        if MODEL.is_char_boundary(end) {
            let wrong = read(&Source::new("test", &MODEL[..end])).expect_err(&MODEL[..end]);
            assert!(!wrong.labels.is_empty(), "{wrong}");
        }
    }
}

#[test]
fn tags_that_do_not_fit() {
    check_wrong("<e><f>1</e>", "`</e>` cannot close `<f>`", &["</e>", "<f>"]);
    check_wrong("<e></E>", "`</E>` cannot close `<e>`", &["</E>", "<e>"]);
    check_wrong("<e></e></f>", "`</f>` closes nothing", &["</f>"]);
    check_wrong("</f>", "`</f>` closes nothing", &["</f>"]);
    check_wrong("<e/><f a='1'/>", "`<f>` stands after the end of `<e>`", &["<f a='1'/>", "<e/>"]);
    check_wrong("<e/> more", "`more` stands outside the outermost element", &[" more"]);
    let begins = "a tag begins before the one before it has ended";
    check_wrong("<e><aux name='a'<eqn>1</eqn></e>", begins, &["<", "<aux"]);
    check_wrong("<e><aux name='a>\n<eqn>1</eqn></aux><aux name='b'/></e>", begins, &["<", "<aux"]);
}

#[test]
fn files_without_elements() {
    assert_eq!(check_wrong("", "this file is empty", &[""]).code, Code::EmptyFile);
    assert_eq!(check_wrong(" \n", "this file is empty", &[""]).code, Code::EmptyFile);
    let comment = check_wrong("<?xml version='1.0'?><!-- nothing -->", "this file holds no element", &[""]);
    assert_eq!(comment.code, Code::EmptyFile);
    check_wrong("title = 3\n", "this is not XML: it does not begin with `<`", &["title = 3"]);
    check_wrong("PK\u{3}\u{4}", "this is not XML: it does not begin with `<`", &["PK\u{3}\u{4}"]);
}

#[test]
fn attributes_that_are_wrong() {
    let second = "the attribute `a` stands in this tag a second time";
    assert_eq!(check_wrong("<e a='1' b='2' a='3'/>", second, &["a", "a"]).code, Code::Duplicate);
    check_wrong("<e a=wip/>", "an attribute's value should stand in quotes", &["wip"]);
    check_wrong("<e name/>", "this attribute has no value", &[""]);
    check_wrong("<e a='1' b=/>", "an attribute's value is missing here", &[""]);
    check_wrong("<e 1a='1'/>", "`1a` is no name of an attribute", &["1a"]);
    check_wrong("<e a='&nbsp;'/>", "`&nbsp;` stands for no character", &["&nbsp;"]);
    check_wrong("<e a='r & d'/>", "`&` begins a name such as &lt;, and no `;` ends it", &["&"]);
}

#[test]
fn signs_that_should_have_been_escaped() {
    for equation in ["a < b", "a<b", "a <= b", "a <> b", "a<1", "a<b and c>d", "if a<b then \"c d\" else 1"] {
        let text = format!("<m><eqn>{equation}</eqn></m>");
        check_escape(&text, "<m><eqn>".len() + equation.find('<').unwrap());
    }
    // `<b>` is a tag: only its end tells.
    let wrong = check_wrong("<eqn>a<b>c</eqn>", "`</eqn>` cannot close `<b>`", &["</eqn>", "<b>"]);
    assert_eq!(wrong.help.as_deref(), Some(ESCAPES));
    for equation in ["a && b", "a & b", "a &"] {
        check_escape(&format!("<eqn>{equation}</eqn>"), 7);
    }
    check_wrong("<e>a &times; b</e>", "`&times;` stands for no character", &["&times;"]);
    for number in ["0", "27", "x1b", "xD800", "x110000", "", "x", "-1", "99999999999"] {
        let reference = format!("&#{number};");
        check_wrong(&format!("<e>{reference}</e>"), &format!("`{reference}` stands for no character"), &[&reference]);
    }
}

#[test]
fn control_characters_are_refused() {
    check_wrong("<e>a\u{1b}b</e>", "text cannot hold the control character U+001B", &["\u{1b}"]);
    check_wrong("<e a='\0'/>", "text cannot hold the control character U+0000", &["\0"]);
}

#[test]
fn depth_is_bounded_and_width_is_not() {
    let nested = |depth: usize| format!("{}{}", "<e>".repeat(depth), "</e>".repeat(depth));
    root(&nested(DEEPEST));
    check_wrong(&nested(DEEPEST + 1), "elements are nested more than 100 deep here", &["<e>"]);
    check_wrong(&"<e>".repeat(1_000_000), "elements are nested more than 100 deep here", &["<e>"]);
    assert_eq!(root(&format!("<e>{}</e>", "<f/>".repeat(100_000))).children.len(), 100_000);
    let attributes: String = (0..100_000).map(|i| format!(" a{i}=''")).collect();
    assert_eq!(root(&format!("<e{attributes}/>")).attributes.len(), 100_000);
    assert_eq!(root(&format!("<e>{}</e>", "a&lt;".repeat(100_000))).text.len(), 200_000);
    assert_eq!(root(&format!("<e>{}</e>", "a<f/>\r".repeat(100_000))).text.len(), 200_000);
}

/// Reads any text: an answer with true places, or one diagnostic that can be shown.
fn survives(text: &str) {
    match read(&Source::new("test", text)) {
        Ok(element) => check_places(&element, text),
        Err(wrong) => {
            // Taking the text panics where the place is none.
            let places: Vec<&str> = wrong.labels.iter().map(|label| label.place.text()).collect();
            assert!((1..3).contains(&places.len()), "{wrong}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_text_makes_it_panic(text in ".{0,80}", pieces in "[<>&;/!?='\" a\\[\\]#x0é\r\n-]{0,40}") {
        survives(&text);
        survives(&pieces);
        survives(&format!("<e>{pieces}</e>"));
        survives(&format!("<e a='{pieces}'/>"));
        survives(&format!("<{pieces}>"));
        survives(&format!("\u{feff}<!{pieces}"));
    }

    #[test]
    fn no_damage_to_a_model_makes_it_panic(
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0..3usize, any::<char>(), "[<>&;/!?='\"\\[\\]-]"), 1..8)
    ) {
        let mut text: Vec<char> = MODEL.chars().collect();
        for (place, kind, any, sign) in damage {
            let at = place.index(text.len());
            let sign = sign.chars().next().unwrap();
            match kind {
                0 => drop(text.remove(at)),
                1 => text.insert(at, sign),
                _ => text[at] = if at % 2 == 0 { any } else { sign },
            }
        }
        survives(&text.into_iter().collect::<String>());
    }
}
