using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>Encodings 1.0.0: lists of entries with names. Offsets are those of unsigned integers as before, also where an entry is symmetric.</summary>
internal static class ListedEncodings
{
    private const string PerTensor = "PER_TENSOR";
    private const string PerChannel = "PER_CHANNEL";
    private const string PerBlock = "PER_BLOCK";
    private const string LowPower = "LPBQ";

    public static void Read(JsonElement root, ReadingNotes notes)
    {
        notes.Ignore(new JsonFields(root, ""), EncodingsFormat.Version, EncodingsFormat.Activations, EncodingsFormat.Parameters, "quantizer_args");
        foreach (var (part, role) in new[] { (EncodingsFormat.Activations, SidecarRole.Activation), (EncodingsFormat.Parameters, SidecarRole.Weights) })
        {
            if (!root.TryGetProperty(part, out var list))
            {
                continue;
            }

            var index = 0;
            foreach (var entry in list.EnumerateArray())
            {
                var source = string.Create(CultureInfo.InvariantCulture, $"{part}[{index++}]");
                var name = JsonFields.Of(entry, source).Text("name") ?? throw SidecarErrors.Wrong("name is missing.", source);
                notes.Add(Tensor(new SidecarTensor { Name = name, Role = role, Source = source }, new JsonFields(entry, name), notes));
            }
        }
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyCollection<SidecarTensor> tensors)
    {
        EncodingsFormat.RequireGrids(EncodingsFormat.Part(tensors, false).Concat(EncodingsFormat.Part(tensors, true)), "this version of encodings");
        foreach (var (part, isParameters) in new[] { (EncodingsFormat.Activations, false), (EncodingsFormat.Parameters, true) })
        {
            json.WriteStartArray(part);
            foreach (var tensor in EncodingsFormat.Part(tensors, isParameters))
            {
                WriteEntry(json, tensor);
            }

            json.WriteEndArray();
        }
    }

    private static SidecarTensor Tensor(SidecarTensor tensor, JsonFields entry, ReadingNotes notes)
    {
        notes.Ignore(entry, "name", "enc_type", "dtype", "bw", "is_sym", "scale", "offset", "block_size", "compressed_bw", "per_block_int_scale", "zero_point_shift");
        var bits = UnsignedGrid.Bits(entry, "bw");
        switch (entry.Text("dtype") ?? "INT")
        {
            case "FLOAT":
                return tensor with { Type = UnsignedGrid.FloatType(bits, tensor.Name) };
            case "INT":
                break;
            default:
                throw SidecarErrors.Wrong($"dtype '{entry.Text("dtype")}' is not INT or FLOAT.", tensor.Name);
        }

        if (entry.Numbers("zero_point_shift").Any(shift => shift != 0))
        {
            throw SidecarErrors.Wrong("zero_point_shift puts its zero between two integers, which no zero point says.", tensor.Name);
        }

        var (scales, offsets) = (entry.Numbers("scale"), entry.Wholes("offset"));
        if (scales.IsEmpty || scales.Length != offsets.Length)
        {
            throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"it has {scales.Length} scales and {offsets.Length} offsets."), tensor.Name);
        }

        var type = entry.Text("enc_type") ?? throw entry.Missing("enc_type");
        if (type == LowPower)
        {
            return LowPowerBlocks(tensor, entry, bits, scales, offsets);
        }

        var grid = UnsignedGrid.Read(tensor, bits, entry.Flag("is_sym") ?? false, [.. scales.Zip(offsets, (scale, offset) => (UnsignedGrid.Scale(scale, tensor.Name), offset, (double?)null))], notes);
        return type switch
        {
            PerTensor when scales.Length == 1 => grid,
            PerTensor => throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"{PerTensor} has {scales.Length} scales."), tensor.Name),
            PerChannel => grid,
            PerBlock => grid with { Blocks = new SidecarBlocks(null, BlockSize(entry)) },
            _ => throw SidecarErrors.Wrong($"enc_type '{type}' is not {PerTensor}, {PerChannel}, {PerBlock} or {LowPower}.", tensor.Name),
        };
    }

    /// <summary>Integers of half the bits; a block's scale is its integer factor times its channel's scale. The bits and the offset that stand there are those before the factor.</summary>
    private static SidecarTensor LowPowerBlocks(SidecarTensor tensor, JsonFields entry, int bits, ImmutableArray<double> scales, ImmutableArray<long> offsets)
    {
        var (compressed, factors) = (UnsignedGrid.Bits(entry, "compressed_bw"), entry.Wholes("per_block_int_scale"));
        if (offsets.Any(offset => offset != -(1L << (bits - 1))))
        {
            throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"{LowPower} is symmetric, and its offsets are not all {-(1L << (bits - 1))}."), tensor.Name);
        }

        return LowPowerTensor(tensor, IntegerRange.Of(compressed, isSigned: true), scales, factors, new SidecarBlocks(null, BlockSize(entry)));
    }

    /// <summary>The record of scales that are integers times their channel's scale.</summary>
    public static SidecarTensor LowPowerTensor(SidecarTensor tensor, IntegerRange range, ImmutableArray<double> channels, ImmutableArray<long> factors, SidecarBlocks blocks)
    {
        if (factors.IsEmpty || channels.IsEmpty || factors.Length % channels.Length != 0)
        {
            throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"{LowPower} has {factors.Length} integer scales of blocks for {channels.Length} channels."), tensor.Name);
        }

        if (factors.Any(factor => factor is < 1 or > ushort.MaxValue))
        {
            throw SidecarErrors.Wrong($"{LowPower} has an integer scale that is none.", tensor.Name);
        }

        var perChannel = factors.Length / channels.Length;
        return tensor with
        {
            Type = range.Type,
            Range = range,
            Scales = [.. factors.Select((factor, index) => factor * UnsignedGrid.Scale(channels[index / perChannel], tensor.Name))],
            ZeroPoints = [.. factors.Select(_ => 0L)],
            Blocks = blocks with { Factors = [.. factors.Select(factor => (int)factor)], ChannelScales = channels },
        };
    }

    private static int BlockSize(JsonFields entry) => entry.Whole("block_size") is >= 1 and <= int.MaxValue and var size ? (int)size : throw SidecarErrors.Wrong("block_size is missing or no count of elements.", entry.Tensor);

    private static void WriteEntry(Utf8JsonWriter json, SidecarTensor tensor)
    {
        json.WriteStartObject();
        json.WriteString("name", tensor.Name);
        if (tensor.Range is not { } range)
        {
            json.WriteString("enc_type", PerTensor);
            json.WriteString("dtype", "FLOAT");
            json.WriteNumber("bw", tensor.Type == Core.Graph.ElementType.Float16 ? 16 : 32);
            json.WriteEndObject();
            return;
        }

        var isLowPower = tensor.Blocks is { IsLowPower: true };
        var bits = isLowPower ? 2 * range.Bits : range.Bits;
        json.WriteString("enc_type", isLowPower ? LowPower : tensor.Blocks is not null ? PerBlock : tensor.Scales.Length > 1 ? PerChannel : PerTensor);
        json.WriteString("dtype", "INT");
        json.WriteNumber("bw", bits);
        json.WriteBoolean("is_sym", UnsignedGrid.IsSymmetric(tensor));
        if (tensor.Blocks is { } blocks)
        {
            json.WriteNumber("block_size", blocks.Size);
            if (isLowPower)
            {
                json.WriteNumber("compressed_bw", range.Bits);
                json.WriteNumbers("per_block_int_scale", blocks.Factors.Select(factor => (double)factor));
            }
        }

        var scales = isLowPower ? tensor.Blocks!.ChannelScales : tensor.Scales;
        json.WriteNumbers("scale", scales);
        json.WriteNumbers("offset", isLowPower ? scales.Select(_ => -(double)(1L << (bits - 1))) : tensor.ZeroPoints.Select(zeroPoint => (double)UnsignedGrid.Offset(zeroPoint, range)));
        json.WriteEndObject();
    }
}
