//! Operators and functions of numbers (3.3, 3.5).

use super::*;

#[test]
fn operators_bind_and_associate_as_the_standard_says() {
    check_values(&[
        ("-2^2", -4.0),
        ("2^-1", 0.5),
        ("2^3^2", 512.0),
        ("10 - 4 - 3", 3.0),
        ("100/10*2", 20.0),
        ("2 + 3 * 4 ^ 2", 50.0),
        ("7 MOD 4 * 2", 6.0),
        ("NOT 0 + 1", 2.0),
        ("NOT 1 = 0", 1.0),
        ("NOT 0 AND 0", 0.0),
        ("1 OR 0 AND 0", 1.0),
        ("1 < 2 = 1", 1.0),
        ("3 <> 3", 0.0),
        ("2 >= 2 AND 2 <= 2", 1.0),
        ("1 + (IF 1 > 2 THEN 10 ELSE 20) * 2", 41.0),
        ("IF 0 THEN 1 ELSE IF 1 THEN 2 ELSE 3", 2.0),
        ("If 1 < 2 Then 5 eLsE 6 + 1", 5.0),
        ("5 {a comment, (2 +} + 2", 7.0),
        ("1e-3*1.5E3 + .5 + 2.", 4.0),
        ("+3 - -3", 6.0),
    ]);
}

#[test]
fn whole_numbers_and_remainders_go_down() {
    check_values(&[
        ("INT(-19.875)", -20.0),
        ("INT(19.875)", 19.0),
        ("INT(-2)", -2.0),
        ("(-7) MOD 3", 2.0),
        ("-7 MOD 3", 2.0),
        ("7 MOD (-3)", -2.0),
        ("(-7) MOD (-3)", -1.0),
        ("-7.5 MOD 2", 0.5),
        ("MODULO(-7, 3)", 2.0),
        ("MOD(-7, 3)", 2.0),
        ("7 mod 4", 3.0),
        ("ROUND(2.5) + ROUND(-0.4)", 3.0),
        ("ROUND(-2.5)", -3.0),
    ]);
}

#[test]
fn division_by_nothing_can_be_made_safe() {
    check_values(&[
        ("7 // 0", 0.0),
        ("7 // 2 * 2", 7.0),
        ("SAFEDIV(6, 4)", 1.5),
        ("SAFEDIV(6, 0)", 0.0),
        ("SAFEDIV(6, 0, 9)", 9.0),
        ("ZIDZ(6, 0) + ZIDZ(6, 4)", 1.5),
        ("XIDZ(6, 0, 9) + XIDZ(6, 4, 9)", 10.5),
        ("1 / 0", f64::INFINITY),
        ("INF", f64::INFINITY),
        ("-INF()", f64::NEG_INFINITY),
        ("INF > 1e308", 1.0),
    ]);
}

#[test]
fn functions_of_numbers_are_known_in_any_case() {
    check_values(&[
        ("MaX(1, mIn(5, 3)) + aBS(-4)", 7.0),
        ("PI - PI()", 0.0),
        ("4 * ARCTAN(1)", std::f64::consts::PI),
        ("ARCSIN(1) + ARCCOS(1)", std::f64::consts::FRAC_PI_2),
        ("SIN(PI/6)", 0.5),
        ("COS(0) + TAN(PI/4)", 2.0),
        ("LN(EXP(2))", 2.0),
        ("LOG10(1000)", 3.0),
        ("SQRT(2)", std::f64::consts::SQRT_2),
        ("2 ^ 0.5 = SQRT(2)", 1.0),
        ("POWER(2, 10)", 1024.0),
        ("IF_THEN_ELSE(3 > 2, 5, 6)", 5.0),
    ]);
    let wrong = [("a", "MAX(1)"), ("b", "SMTH1(2)"), ("c", "MAXX(1, 2)"), ("d", "1 +"), ("e", "unknown + 1")];
    let expected = [Code::WrongArguments, Code::WrongArguments, Code::UnknownName, Code::Syntax, Code::UnknownName];
    for (row, code) in wrong.into_iter().zip(expected) {
        assert_eq!(codes(&document(TEN, &auxiliaries(&[row]))), [code], "{}", row.1);
    }
}
