using System.Collections.Immutable;
using System.Globalization;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>
/// YAML of two toolchains that share a grammar: RKNN's <c>.quantization.cfg</c> (<c>qmethod</c>, lists of min, max, scale and zero point) and Acuity's <c>.quantize</c>
/// (<c>quantizer</c>, <c>'@layer:out0'</c>, fixed points as <c>fl</c>), with types of layers beside the numbers. Zero points are in the type's own range.
/// </summary>
internal static class QuantizeYaml
{
    public const string Parameters = "quantize_parameters";

    /// <summary>How toolkits call the types of layers: RKNN 2, and Acuity with RKNN 1.</summary>
    public static readonly string[] LayerKeys = ["custom_quantize_layers", "customized_quantize_layers"];

    /// <summary>Whether a file has this grammar, and is of one toolchain.</summary>
    public static bool Recognizes(SidecarContent content, bool isRknn) => content.Lines is { } lines && lines.Any(line => line.StartsWith($"{Parameters}:", StringComparison.Ordinal)) && IsOfRknn(lines) == isRknn;

    /// <summary>Records of a file.</summary>
    /// <param name="root">Its text.</param>
    /// <param name="notes">Takes them.</param>
    /// <param name="record">The record of an entry.</param>
    public static void Read(YamlText root, ReadingNotes notes, Func<string, YamlText, SidecarTensor> record)
    {
        foreach (var (key, entry) in root[Parameters]?.Map ?? [])
        {
            notes.Add(record(key, entry));
        }

        foreach (var (source, name, word) in LayerKeys.SelectMany(key => (root[key]?.Map ?? []).Select(entry => (key, entry.Key, entry.Value.Scalar))))
        {
            notes.Add(new SidecarTensor { Name = name, Role = SidecarRole.Layer, Type = LayerType(word, name), Source = source });
        }
    }

    private static bool IsOfRknn(IReadOnlyList<string> lines) => lines.Any(line => line.TrimStart().StartsWith("qmethod:", StringComparison.Ordinal)) || (lines.Any(line => line.StartsWith(LayerKeys[0], StringComparison.Ordinal)) && !lines.Any(line => line.TrimStart().StartsWith("quantizer:", StringComparison.Ordinal)));

    /// <summary>The grid that an entry says.</summary>
    /// <param name="tensor">Name, role and place.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="word">Its type.</param>
    public static SidecarTensor Grid(SidecarTensor tensor, YamlText entry, string? word)
    {
        ElementType type = word switch
        {
            "u8" or "uint8" or "asymmetric_affine-u8" => ElementType.UInt8,
            "i8" or "int8" or "dynamic_fixed_point-i8" => ElementType.Int8,
            "i16" or "int16" or "dynamic_fixed_point-i16" => ElementType.Int16,
            "i32" or "int32" => ElementType.Int32,
            "float16" => ElementType.Float16,
            "float32" => ElementType.Float32,
            _ => throw SidecarErrors.Wrong($"its type '{word}' is not known.", tensor.Name),
        };
        if (type is ElementType.Float16 or ElementType.Float32)
        {
            return tensor with { Type = type };
        }

        var range = IntegerRange.Of(type);
        var scales = Numbers(entry["scale"], tensor.Name, "scale");
        if (scales.IsEmpty && entry["fl"]?.Scalar is { Length: > 0 } fraction)
        {
            scales = [Math.ScaleB(1, (int)Math.Clamp(-TextFile.Whole(fraction, tensor.Name, "fl"), -1000, 1000))];
        }

        var zeroPoints = Numbers(entry["zero_point"], tensor.Name, "zero_point");
        ImmutableArray<long> whole = zeroPoints.IsEmpty ? [.. scales.Select(_ => 0L)] : [.. zeroPoints.Select(value => value == Math.Round(value) && value >= range.Minimum && value <= range.Maximum ? (long)value : throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"its zero point {value} was read as one of {type}, {range}."), tensor.Name))];
        whole = whole.Length == 1 ? [.. scales.Select(_ => whole[0])] : whole;
        return whole.Length == scales.Length && !scales.IsEmpty
            ? tensor with
            {
                Type = type,
                Range = range,
                Scales = [.. scales.Select(scale => UnsignedGrid.Scale(scale, tensor.Name))],
                ZeroPoints = whole,
                Axis = entry["channel_dim"]?.Scalar is { Length: > 0 } axis && scales.Length > 1 ? (int)Math.Clamp(TextFile.Whole(axis, tensor.Name, "channel_dim"), -16, 16) : null,
                Minima = Numbers(entry["min"] ?? entry["min_value"], tensor.Name, "min"),
                Maxima = Numbers(entry["max"] ?? entry["max_value"], tensor.Name, "max"),
            }
            : throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"it has {scales.Length} scales and {whole.Length} zero points."), tensor.Name);
    }

    private static ElementType LayerType(string? word, string name) => word switch
    {
        "float16" => ElementType.Float16,
        "float32" => ElementType.Float32,
        "int16" or "dynamic_fixed_point-i16" => ElementType.Int16,
        "int8" or "dynamic_fixed_point-i8" => ElementType.Int8,
        "asymmetric_affine-u8" => ElementType.UInt8,
        _ => throw SidecarErrors.Wrong($"its type '{word}' is not known.", name),
    };

    private static ImmutableArray<double> Numbers(YamlText? value, string tensor, string what) => value is null ? []
        : value.Scalar is { } scalar ? (scalar.Length == 0 ? [] : [TextFile.Number(scalar, tensor, what)])
        : [.. value.Items.Select(item => TextFile.Number(item, tensor, what))];
}
