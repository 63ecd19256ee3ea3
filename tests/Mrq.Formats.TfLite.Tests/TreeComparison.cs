using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>Structural equality of two decoded FlatBuffers; the first difference by its path.</summary>
internal static class TreeComparison
{
    /// <summary>Null when the trees say the same.</summary>
    public static string? FirstDifference(FlatValue left, FlatValue right, string path = "Model") => (left, right) switch
    {
        (FlatTable a, FlatTable b) => Tables(a, b, path),
        (FlatScalar a, FlatScalar b) => a.Bits == b.Bits && a.Size == b.Size ? null : $"{path}: {a.Bits} and {b.Bits}",
        (FlatString a, FlatString b) => Bytes(a.Utf8, b.Utf8, path),
        (FlatVector a, FlatVector b) => a.ElementSize == b.ElementSize ? Bytes(a.Bytes, b.Bytes, path) : $"{path}: element sizes",
        (FlatTableVector a, FlatTableVector b) => Vectors(a, b, path),
        (FlatUnknown a, FlatUnknown b) => Unknowns(a, b, path),
        _ => $"{path}: {left.GetType().Name} and {right.GetType().Name}",
    };

    private static string? Tables(FlatTable left, FlatTable right, string path)
    {
        if (left.Schema != right.Schema || left.Fields.Length != right.Fields.Length)
        {
            return $"{path}: {left.Schema} with {left.Fields.Length} fields and {right.Schema} with {right.Fields.Length}";
        }

        for (var i = 0; i < left.Fields.Length; i++)
        {
            var number = left.Fields[i].Number;
            var name = number < left.Schema.Fields.Length ? left.Schema.Fields[number].Name : $"{number}";
            if (number != right.Fields[i].Number)
            {
                return $"{path}.{name}: absent on one side";
            }

            if (FirstDifference(left.Fields[i].Value, right.Fields[i].Value, $"{path}.{name}") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? Vectors(FlatTableVector left, FlatTableVector right, string path)
    {
        if (left.Tables.Length != right.Tables.Length)
        {
            return $"{path}: {left.Tables.Length} and {right.Tables.Length} elements";
        }

        for (var i = 0; i < left.Tables.Length; i++)
        {
            if (FirstDifference(left.Tables[i], right.Tables[i], $"{path}[{i}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? Unknowns(FlatUnknown left, FlatUnknown right, string path) =>
        left.Target.HasValue != right.Target.HasValue ? $"{path}: an offset on one side only"
        : left.Target.HasValue ? null
        : Inline(left.Bytes, right.Bytes, path);

    /// <summary>The bytes of an unknown field go up to the next one, so that the padding between two of them belongs to the first: zeros at the end say nothing.</summary>
    private static string? Inline(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right, string path)
    {
        var common = Math.Min(left.Length, right.Length);
        var rest = (left.Length > common ? left : right)[common..];
        return rest.Span.IndexOfAnyExcept((byte)0) >= 0 ? $"{path}: {left.Length} and {right.Length} bytes" : Bytes(left[..common], right[..common], path);
    }

    private static string? Bytes(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right, string path) =>
        left.Span.SequenceEqual(right.Span) ? null : $"{path}: {left.Length} and {right.Length} bytes differ";
}
