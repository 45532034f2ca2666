"""What a model's program may name: everything else is refused.

Left out of sympy is whatever turns a string into code (sympify, parse_expr,
lambdify and what is built on it), draws, prints, or reaches files.
"""

from collections.abc import Mapping
from typing import Final


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BUILTINS: Final = _names(
    "abs all any bin bool complex dict divmod enumerate filter float frozenset hex int isinstance iter len list map "
    "max min next oct pow print range repr reversed round set slice sorted str sum tuple zip"
)
"""Functions and types that are there without an import."""

_MATH: Final = _names(
    "acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp exp2 expm1 "
    "fabs factorial floor fmod frexp fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt lcm ldexp lgamma log "
    "log10 log1p log2 modf nan perm pi pow prod radians remainder sin sinh sqrt tan tanh tau trunc"
)
_SYMPY: Final = _names(
    # numbers, symbols, relations, logic
    "Abs Add And Dummy E Eq Equality Float Ge Gt I Integer Le Lt Max Min Mod Mul N Ne Not Number Or Pow Rational S "
    "Symbol Tuple conjugate false im nan oo pi re sign symbols true zoo "
    # functions
    "Piecewise acos acosh acot asin asinh atan atan2 atanh bell bernoulli binomial catalan cbrt ceiling cos cosh cot "
    "csc deg erf exp factorial factorial2 fibonacci floor frac gamma harmonic ln log lucas rad root sec sin sinh sqrt "
    "subfactorial tan tanh zeta "
    # algebra
    "Poly all_roots apart cancel collect degree discriminant div expand expand_log expand_trig factor factor_list "
    "fraction gcd lcm nroots nsimplify numer denom poly powsimp quo radsimp ratsimp real_roots rem resultant roots "
    "simplify sqrtdenest together trigsimp logcombine "
    # equations
    "diophantine linsolve nonlinsolve reduce_inequalities rsolve solve solve_poly_system solve_univariate_inequality "
    "solveset "
    # calculus
    "Derivative Integral Lambda Limit Product Sum diff integrate limit product residue series stationary_points "
    "maximum minimum summation "
    # whole numbers
    "continued_fraction discrete_log divisor_count divisor_sigma divisors factorint igcd ilcm integer_log "
    "integer_nthroot is_primitive_root isprime jacobi_symbol legendre_symbol mobius mod_inverse multiplicity n_order "
    "nextprime nthroot_mod perfect_power prevprime prime primefactors primepi primerange primitive_root "
    "sqrt_mod totient "
    # sets
    "Complement Complexes EmptySet FiniteSet ImageSet Integers Intersection Interval Naturals Naturals0 Range "
    "Rationals Reals Union "
    # matrices and geometry
    "Circle Ellipse Identity Line Matrix Plane Point Point2D Point3D Polygon Ray RegularPolygon Segment Triangle det "
    "diag eye intersection ones trace zeros"
)
MODULES: Final[Mapping[str, frozenset[str]]] = {
    "math": _MATH,
    "fractions": frozenset({"Fraction"}),
    "sympy": _SYMPY,
}
"""The modules that may be imported, and what may be used of each."""

METHODS: Final = _names(
    # lists, dictionaries, sets, text
    "add append clear copy count difference discard endswith extend get index insert intersection isalpha isdigit "
    "issubset issuperset items join keys lower lstrip pop remove replace reverse rstrip setdefault sort split "
    "startswith strip symmetric_difference union update upper values zfill "
    # numbers
    "as_integer_ratio bit_length conjugate denominator imag is_integer limit_denominator numerator real "
    # expressions
    "Complexes EmptySet Half Infinity Integers Naturals Naturals0 NegativeInfinity NegativeOne One Rationals Reals "
    "Zero all_coeffs all_roots apart args as_coefficients_dict as_expr as_independent as_numer_denom as_poly "
    "as_real_imag as_relational cancel coeff coeffs coeff_monomial collect contains count_roots degree diff div doit "
    "evalf expand factor factor_list free_symbols gens has integrate is_Add is_Float is_Integer is_Mul is_Number "
    "is_Pow is_Rational is_complex is_even is_finite is_imaginary is_infinite is_negative is_nonnegative is_number "
    "is_odd is_positive is_prime is_rational is_real is_zero lhs limit monic n nroots nsimplify p q quo radsimp "
    "real_roots rem rewrite rhs root round series simplify subs together trigsimp xreplace "
    # sets
    "boundary closure complement end inf is_empty is_subset left_open measure right_open start sup "
    # matrices
    "T adjugate applyfunc charpoly cofactor col cols columnspace cross det diagonalize dot eigenvals eigenvects "
    "flatten hstack inv is_diagonalizable is_square LUsolve minor norm nullspace rank reshape row rows rref shape "
    "solve tolist trace transpose vstack "
    # geometry
    "altitudes angle_between angles area bisectors center centroid circumcenter circumcircle circumference "
    "circumradius distance encloses_point equation incenter incircle inradius is_collinear is_equilateral is_parallel "
    "is_perpendicular is_right is_similar length medians midpoint orthocenter parallel_line perimeter "
    "perpendicular_line perpendicular_segment points radius sides slope vertices x y z"
)
"""Attributes of values that may be read or called."""

KEYWORDS: Final = _names(
    "base complex default dict domain end evaluate even finite force full imaginary initial integer key maxn multiple "
    "n negative nonnegative nonpositive nonzero odd positive prec prime rational real rel_tol abs_tol reverse sep set "
    "start start_value strict tolerance"
)
"""Arguments that may be given by name; those of the program's own functions may too."""

NAMERS: Final = frozenset({"Dummy", "Symbol", "symbols"})
"""Functions of sympy that take the names of symbols."""

NUMBERS_FROM_TEXT: Final = frozenset({"Float", "Integer", "Rational"})
"""Functions of sympy that read a number from a text, without evaluating it."""
