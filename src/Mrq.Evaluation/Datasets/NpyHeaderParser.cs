using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// Parses the one Python literal that a .npy header may be: <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>,
/// keys in any order, each once. Nothing is evaluated.
/// </summary>
/// <param name="text">The header's text, one character a byte.</param>
/// <param name="origin">Offset of its first character in the file.</param>
internal sealed class NpyHeaderParser(string text, int origin)
{
    private const int MostDimensions = 64;
    private int _position;
    private (ElementType Type, bool IsBigEndian)? _type;
    private bool? _fortranOrder;
    private int[]? _shape;

    public NpyHeader Parse()
    {
        Expect('{');
        while (!TryTake('}'))
        {
            ParseItem();
            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (_position != text.Length)
        {
            throw Malformed("has more than the dictionary");
        }

        return new NpyHeader(
            (_type ?? throw Malformed("lacks 'descr'")).Type,
            _type.Value.IsBigEndian,
            _fortranOrder ?? throw Malformed("lacks 'fortran_order'"),
            new TensorShape(_shape ?? throw Malformed("lacks 'shape'")));
    }

    private void ParseItem()
    {
        var start = _position;
        var key = ParseString();
        Expect(':');
        SkipSpace();
        switch (key)
        {
            case "descr" when _type is null:
                _type = ParseType();
                break;
            case "fortran_order" when _fortranOrder is null:
                _fortranOrder = ParseBool();
                break;
            case "shape" when _shape is null:
                _shape = ParseShape();
                break;
            default:
                _position = start;
                throw Malformed("has the key '" + DatasetErrors.Printable(key) + "' twice or should not have it");
        }

        RequireSize();
    }

    private (ElementType Type, bool IsBigEndian) ParseType()
    {
        if (_position < text.Length && text[_position] is '[' or '(' or '{')
        {
            throw Refused("structured records");
        }

        var start = _position;
        var descriptor = ParseString();
        _position = start;
        var order = descriptor.Length > 0 ? descriptor[0] : '\0';
        var kind = descriptor.Length > 1 && order is '<' or '>' or '|' or '=' ? descriptor[1] : order;
        if (kind is 'O' or 'U' or 'S' or 'a' or 'V' or 'M' or 'm' or 'c')
        {
            throw Refused(kind switch
            {
                'O' => "Python objects (pickle)",
                'V' => "structured records",
                'M' or 'm' => "dates or times",
                'c' => "complex numbers",
                _ => "strings",
            });
        }

        var bytes = descriptor.Length == 3 && char.IsAsciiDigit(descriptor[2]) ? descriptor[2] - '0' : 0;
        if (NumpyTypes.Find(kind, bytes) is not { } type || order is not ('<' or '>' or '|') || (order == '|' && bytes > 1))
        {
            throw Refused("'" + DatasetErrors.Printable(descriptor) + "'");
        }

        _position = start + descriptor.Length + 2;
        return (type, order == '>' && bytes > 1);
    }

    private bool ParseBool()
    {
        foreach (var (word, value) in new[] { ("False", false), ("True", true) })
        {
            if (text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal))
            {
                _position += word.Length;
                return value;
            }
        }

        throw Malformed("should say True or False");
    }

    private int[] ParseShape()
    {
        var dimensions = new List<int>();
        Expect('(');
        while (!TryTake(')'))
        {
            if (dimensions.Count == MostDimensions)
            {
                throw Malformed("has more dimensions than NumPy allows");
            }

            dimensions.Add(ParseDimension());
            if (!TryTake(','))
            {
                // (3) is a number in Python, not a tuple.
                if (dimensions.Count == 1)
                {
                    throw Malformed("should have a comma");
                }

                Expect(')');
                break;
            }
        }

        return [.. dimensions];
    }

    private int ParseDimension()
    {
        SkipSpace();
        var start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }

        if (!int.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var dimension))
        {
            _position = start;
            throw Malformed("should have a dimension from 0 to 2147483647");
        }

        // Python 2 wrote long integers as 3L.
        if (_position < text.Length && text[_position] == 'L')
        {
            _position++;
        }

        return dimension;
    }

    private string ParseString()
    {
        SkipSpace();
        if (_position < text.Length && text[_position] is '\'' or '"')
        {
            var end = text.IndexOf(text[_position], _position + 1);
            if (end > 0 && text.IndexOf('\\', _position, end - _position) < 0)
            {
                var value = text[(_position + 1)..end];
                _position = end + 1;
                return value;
            }
        }

        throw Malformed("should have a quoted word");
    }

    /// <summary>Type and shape together must stay within what one array of bytes can hold; a zero counts as one, as it does for NumPy.</summary>
    private void RequireSize()
    {
        if (_type is not { } type || _shape is not { } shape)
        {
            return;
        }

        var bytes = (long)(type.Type.BitWidth() / 8);
        foreach (var dimension in shape)
        {
            bytes *= Math.Max(dimension, 1);
            if (bytes > Array.MaxLength)
            {
                throw DatasetErrors.CannotRead("The header declares an array of over 2 GiB; split the data.", origin + _position);
            }
        }
    }

    private void Expect(char character)
    {
        if (!TryTake(character))
        {
            throw Malformed($"should have '{character}'");
        }
    }

    private bool TryTake(char character)
    {
        SkipSpace();
        if (_position >= text.Length || text[_position] != character)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void SkipSpace()
    {
        while (_position < text.Length && text[_position] is ' ' or '\n' or '\r' or '\t')
        {
            _position++;
        }
    }

    private MrqException Malformed(string what) =>
        DatasetErrors.CannotRead($"The NumPy header {what} here; write the file again with numpy.save.", origin + _position);

    private MrqException Refused(string what) =>
        DatasetErrors.CannotRead($"The array holds {what}, not numbers of a type that can be read; convert it with astype('float32') or the like.", origin + _position);
}
