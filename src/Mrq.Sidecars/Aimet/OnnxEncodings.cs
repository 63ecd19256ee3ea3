using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>Encodings 2.0.0 and 2.1.0: one list for all tensors, with the meaning of ONNX: real = y_scale · (q − y_zero_point), q of output_dtype itself.</summary>
internal static partial class OnnxEncodings
{
    /// <returns>Whether scales of blocks are nested as in 2.1.0.</returns>
    public static bool Read(JsonElement root, ReadingNotes notes)
    {
        notes.Ignore(new JsonFields(root, ""), EncodingsFormat.Version, EncodingsFormat.Both, "quantizer_args");
        var (hasNested, index) = (false, 0);
        foreach (var item in root.GetProperty(EncodingsFormat.Both).EnumerateArray())
        {
            var source = string.Create(CultureInfo.InvariantCulture, $"{EncodingsFormat.Both}[{index++}]");
            var name = JsonFields.Of(item, source).Text("name") ?? throw SidecarErrors.Wrong("name is missing.", source);
            var entry = new JsonFields(item, name);
            notes.Ignore(entry, "name", "output_dtype", "y_scale", "y_zero_point", "axis", "block_size", "per_block_int_scale", "per_channel_float_scale");
            notes.Add(Tensor(new SidecarTensor { Name = name, Role = SidecarRole.Tensor, Source = source }, entry, notes));
            hasNested |= entry.Find("y_scale") is { ValueKind: JsonValueKind.Object };
        }

        return hasNested;
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyCollection<SidecarTensor> tensors, bool isNested)
    {
        EncodingsFormat.RequireGrids(tensors, "this version of encodings");
        json.WriteStartArray(EncodingsFormat.Both);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            if (tensor.Range is { } range)
            {
                json.WriteString("output_dtype", string.Create(CultureInfo.InvariantCulture, $"{(range.IsSigned ? "int" : "uint")}{range.Bits}"));
                WriteGrid(json, tensor, isNested);
            }
            else
            {
                json.WriteString("output_dtype", tensor.Type == ElementType.Float16 ? "float16" : "float32");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static SidecarTensor Tensor(SidecarTensor tensor, JsonFields entry, ReadingNotes notes)
    {
        var type = entry.Text("output_dtype") ?? throw entry.Missing("output_dtype");
        if (type is "float16" or "float32")
        {
            return tensor with { Type = type == "float16" ? ElementType.Float16 : ElementType.Float32 };
        }

        if (IntegerType().Match(type) is not { Success: true } match || int.Parse(match.Groups["bits"].ValueSpan, CultureInfo.InvariantCulture) is not (>= UnsignedGrid.FewestBits and <= UnsignedGrid.MostBits and var bits))
        {
            throw SidecarErrors.Wrong($"output_dtype '{type}' is no type such as int8, uint16 or float16.", tensor.Name);
        }

        var range = IntegerRange.Of(bits, type[0] == 'i');
        var (axis, size) = (Place(entry, "axis"), Place(entry, "block_size"));
        var blocks = size is > 0 ? new SidecarBlocks(axis, size.Value) : null;
        if (entry.Has("per_block_int_scale"))
        {
            var (factors, lengths) = Factors(entry, "per_block_int_scale");
            return Weights(ListedEncodings.LowPowerTensor(tensor, range, entry.Nested("per_channel_float_scale").Numbers, factors, Required(blocks, entry) with { Lengths = lengths }));
        }

        if (entry.Find("y_scale") is { ValueKind: JsonValueKind.Object } product)
        {
            var inner = new JsonFields(product, tensor.Name);
            notes.Ignore(inner, "x", "x_scale", "axis", "x_zero_point", "input_dtype", "block_size");
            var (factors, lengths) = Factors(inner, "x");
            if (inner.Nested("x_zero_point").Numbers.Any(zeroPoint => zeroPoint != 0))
            {
                throw SidecarErrors.Wrong("y_scale has zero points of its own, which no block's scale has.", tensor.Name);
            }

            return Weights(ListedEncodings.LowPowerTensor(tensor, range, inner.Nested("x_scale").Numbers, factors, Required(blocks, entry) with { Lengths = lengths }) with { Axis = Place(inner, "axis") });
        }

        var (scales, shape) = entry.Nested("y_scale");
        var (zeroPoints, _) = entry.Nested("y_zero_point");
        if (scales.IsEmpty || (!zeroPoints.IsEmpty && zeroPoints.Length != scales.Length))
        {
            throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"it has {scales.Length} scales and {zeroPoints.Length} zero points."), tensor.Name);
        }

        var grid = tensor with
        {
            Role = bits == UnsignedGrid.MostBits ? SidecarRole.Bias : scales.Length > 1 || blocks is not null ? SidecarRole.Weights : SidecarRole.Tensor,
            Type = range.Type,
            Range = range,
            Scales = [.. scales.Select(scale => UnsignedGrid.Scale(scale, tensor.Name))],
            ZeroPoints = zeroPoints.IsEmpty ? [.. scales.Select(_ => 0L)] : ZeroPoints(entry, zeroPoints, range, notes),
            Axis = blocks is null ? axis : null,
            Blocks = blocks is null ? null : blocks with { Lengths = shape },
        };
        return shape.Length > 1 && blocks is null ? throw SidecarErrors.Wrong("its scales are nested, and there is no block_size.", tensor.Name) : grid;
    }

    /// <summary>A negative one of unsigned integers is QNN's offset, which some tools write by ONNX's name.</summary>
    private static ImmutableArray<long> ZeroPoints(JsonFields entry, ImmutableArray<double> written, IntegerRange range, ReadingNotes notes)
    {
        var sign = 1;
        if (!range.IsSigned && written.Any(value => value < 0) && written.All(value => value <= 0))
        {
            notes.Doubt("y_zero_point is negative and its integers are not: it was read as QNN's offset, whose negative is the zero point", entry.Tensor);
            sign = -1;
        }

        var result = ImmutableArray.CreateBuilder<long>(written.Length);
        foreach (var value in written)
        {
            var zeroPoint = sign * value;
            result.Add(zeroPoint == Math.Round(zeroPoint) && zeroPoint >= range.Minimum && zeroPoint <= range.Maximum
                ? (long)zeroPoint
                : throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"y_zero_point {value} was read as {zeroPoint}, which is none of the integers {range}."), entry.Tensor));
        }

        return result.MoveToImmutable();
    }

    private static SidecarTensor Weights(SidecarTensor tensor) => tensor with { Role = SidecarRole.Weights };

    private static (ImmutableArray<long> Factors, ImmutableArray<int> Lengths) Factors(JsonFields entry, string name)
    {
        var (numbers, lengths) = entry.Nested(name);
        return ([.. numbers.Select(number => number == Math.Round(number) && Math.Abs(number) <= int.MaxValue ? (long)number : throw SidecarErrors.Wrong($"{name} has a number that is not whole.", entry.Tensor))], lengths);
    }

    private static int? Place(JsonFields entry, string name) => entry.Whole(name) switch
    {
        null => null,
        >= -16 and <= int.MaxValue and var place => (int)place,
        var place => throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"{name} is {place}."), entry.Tensor),
    };

    private static SidecarBlocks Required(SidecarBlocks? blocks, JsonFields entry) => blocks ?? throw entry.Missing("block_size");

    private static void WriteGrid(Utf8JsonWriter json, SidecarTensor tensor, bool isNested)
    {
        if ((tensor.Blocks?.Axis ?? tensor.Axis) is { } axis && (tensor.Blocks is not null || tensor.Scales.Length > 1))
        {
            json.WriteNumber("axis", axis);
        }

        if (tensor.Blocks is { } blocks)
        {
            json.WriteNumber("block_size", blocks.Size);
            if (blocks.IsLowPower)
            {
                WriteFactors(json, tensor, blocks, isNested);
                return;
            }
        }

        json.WriteNested("y_scale", tensor.Scales, LengthsOf(tensor));
        if (tensor.ZeroPoints.Any(zeroPoint => zeroPoint != 0))
        {
            json.WriteNested("y_zero_point", [.. tensor.ZeroPoints.Select(zeroPoint => (double)zeroPoint)], LengthsOf(tensor));
        }
    }

    private static void WriteFactors(Utf8JsonWriter json, SidecarTensor tensor, SidecarBlocks blocks, bool isNested)
    {
        ImmutableArray<double> factors = [.. blocks.Factors.Select(factor => (double)factor)];
        if (!isNested)
        {
            json.WriteNested("per_block_int_scale", factors, LengthsOf(tensor));
            json.WriteNested("per_channel_float_scale", blocks.ChannelScales, [blocks.ChannelScales.Length, 1]);
            return;
        }

        json.WriteStartObject("y_scale");
        json.WriteNested("x", factors, LengthsOf(tensor));
        json.WriteNumbers("x_scale", blocks.ChannelScales);
        json.WriteNumber("axis", tensor.Axis ?? 0);
        json.WriteEndObject();
    }

    /// <summary>As the file nested them, else channels and their blocks; a number alone for one scale of a tensor.</summary>
    private static ImmutableArray<int> LengthsOf(SidecarTensor tensor) => tensor.Blocks switch
    {
        { Lengths: { IsEmpty: false } lengths } => lengths,
        { IsLowPower: true } blocks => [blocks.ChannelScales.Length, blocks.Factors.Length / blocks.ChannelScales.Length],
        _ => tensor.Scales.Length == 1 ? [] : [tensor.Scales.Length],
    };

    [GeneratedRegex("^u?int(?<bits>[0-9]{1,2})$")]
    private static partial Regex IntegerType();
}
