"""The words of SVG that are printed and published: elements, attributes, properties, functions of CSS."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# <textPath> is missing: WeasyPrint sets its words at the top left corner, outside of the drawing.
TEXTS = frozenset({"text", "tspan"})
NOTES = frozenset({"title", "desc"})  # read aloud, never drawn

_STRUCTURE = "svg g defs symbol use style"
_SHAPES = "path rect circle ellipse line polyline polygon image"
_PAINT = "linearGradient radialGradient stop pattern clipPath mask marker"
_FILTER = """filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
 feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur
 feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile
 feTurbulence"""
ELEMENTS = TEXTS | NOTES | _words(f"{_STRUCTURE} {_SHAPES} {_PAINT} {_FILTER}")

# Nothing of these is ever seen: notes of programs, views, fonts whose glyphs no browser draws any more.
INVISIBLE = _words(
    """metadata view cursor color-profile font font-face font-face-src font-face-uri font-face-name
 font-face-format glyph missing-glyph hkern vkern altGlyphDef glyphRef"""
)
PROGRAMS = frozenset({"script", "handler", "listener"})
ANIMATIONS = _words(
    """set animate animateTransform animateMotion animateColor mpath discard audio video animation"""
)
# Elements that a reference to another one of the same drawing makes sense on.
REFERRING = frozenset({"use", "linearGradient", "radialGradient", "pattern", "filter"})
PICTURES = frozenset({"image", "feImage"})

_GEOMETRY = """x y width height cx cy r rx ry x1 y1 x2 y2 d points pathLength fx fy fr dx dy rotate viewBox
 preserveAspectRatio transform textLength lengthAdjust startOffset method spacing side"""
_OF_PAINT = """gradientUnits gradientTransform spreadMethod offset patternUnits patternContentUnits
 patternTransform clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight refX
 refY orient"""
_OF_FILTERS = """filterUnits primitiveUnits in in2 result mode type values tableValues slope intercept
 amplitude exponent operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode
 kernelUnitLength preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent scale
 xChannelSelector yChannelSelector azimuth elevation z pointsAtX pointsAtY pointsAtZ
 limitingConeAngle baseFrequency numOctaves seed stitchTiles stdDeviation radius"""
_PRESENTATION = """alignment-baseline baseline-shift clip-path clip-rule color color-interpolation
 color-interpolation-filters color-rendering direction display dominant-baseline fill fill-opacity
 fill-rule filter flood-color flood-opacity font-family font-size font-size-adjust font-stretch
 font-style font-variant font-weight glyph-orientation-horizontal glyph-orientation-vertical
 image-rendering kerning letter-spacing lighting-color marker marker-end marker-mid marker-start mask
 mask-type opacity overflow paint-order shape-rendering stop-color stop-opacity stroke
 stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
 stroke-width text-anchor text-decoration text-overflow text-rendering transform-origin unicode-bidi
 vector-effect visibility white-space word-spacing writing-mode"""
ATTRIBUTES = _words(f"{_GEOMETRY} {_OF_PAINT} {_OF_FILTERS} {_PRESENTATION}")
# Names and sentences: kept letter by letter, whatever signs of CSS stand in them.
NAMES = frozenset({"id", "class", "lang"})

_CSS_ONLY = """font transform transform-box x y width height cx cy r rx ry background
 background-color clip isolation mix-blend-mode mask-clip mask-composite mask-mode mask-origin
 mask-position mask-repeat mask-size mask-image text-orientation text-transform text-shadow
 text-indent text-align text-decoration-line text-decoration-color text-decoration-style
 text-decoration-thickness text-underline-offset text-underline-position text-emphasis
 text-combine-upright font-feature-settings font-kerning font-synthesis font-variant-caps
 font-variant-east-asian font-variant-ligatures font-variant-numeric font-variant-position
 font-variation-settings font-optical-sizing line-height tab-size inline-size shape-inside
 shape-subtract shape-padding shape-margin stroke-alignment overflow-x overflow-y max-width
 max-height min-width min-height aspect-ratio object-fit object-position white-space-collapse
 hanging-punctuation hyphens word-break overflow-wrap line-break vertical-align print-color-adjust
 solid-color solid-opacity"""
# Browsers move things by these, WeasyPrint does not.
UNPRINTABLE = _words("d translate rotate scale zoom offset offset-path")
PROPERTIES = _words(f"{_PRESENTATION} {_CSS_ONLY}")
TRANSFORMS = frozenset({"transform", "gradientTransform", "patternTransform"})
# Browsers move things by these, WeasyPrint does not.
UNPRINTABLE = _words("d translate rotate scale zoom offset offset-path")
REFERRING_PROPERTIES = _words(
    "fill stroke clip-path mask mask-image filter marker marker-start marker-mid marker-end"
)

_COLOURS = "rgb rgba hsl hsla hwb lab lch oklab oklch color"
_TRANSFORMS = """matrix translate translatex translatey scale scalex scaley rotate skew skewx skewy matrix3d
 translate3d translatez scale3d scalez rotate3d rotatex rotatey rotatez perspective"""
_EFFECTS = "blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia"
_CLIPS = "inset circle ellipse polygon rect xywh"
FUNCTIONS = _words(f"{_COLOURS} {_TRANSFORMS} {_EFFECTS} {_CLIPS}")
# A colour of printing presses behind the one of screens, which browsers draw.
DROPPED_FUNCTIONS = frozenset({"icc-color", "device-cmyk"})
SELECTOR_FUNCTIONS = _words(
    """not is where has matches any nth-child nth-last-child nth-of-type nth-last-of-type lang dir"""
)

# Rules that draw nothing by themselves: fonts are ours, and a printed picture does not move.
DROPPED_RULES = _words(
    """font-face namespace charset page counter-style property keyframes -webkit-keyframes -moz-keyframes
 -o-keyframes font-feature-values font-palette-values"""
)

# What HTML is made of in a label: its words count, its looks are lost with it.
LABELS = _words(
    """div span p br b i u s em strong small big sub sup font center label pre code nobr ul ol li dl dt dd
 table tbody thead tfoot tr td th caption col colgroup h1 h2 h3 h4 h5 h6 section article body html a
 wbr hr"""
)

EVENT = re.compile(r"on[a-z]+", re.IGNORECASE)
