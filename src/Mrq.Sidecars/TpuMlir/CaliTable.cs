using System.Collections.Immutable;
using System.Globalization;

namespace Mrq.Sidecars;

/// <summary>
/// tpu-mlir's calibration table: <c>name threshold min max</c>, and behind marks lists of operators and scales of weights. The compiler makes scale = threshold / 128
/// of signed values, threshold / 255 of those that begin at 0, and (max − min) / 255 where an operator is asymmetric. Source: ImportCalibrationTable pass.
/// </summary>
internal sealed class CaliTable : IWrittenSidecarFormat
{
    private const string Asymmetric = "#asym_op";
    private const string WeightScale = "#weight_scale";
    private const string WeightSuffix = "_weight";

    /// <summary>Marks that begin a block behind the first; what else begins with '#' there is data to the compiler.</summary>
    private static readonly string[] OtherMarks = ["#int4_th", "#int4_op", "#weight_scale_fp8", "#tpu-mlir-fp8"];

    public string Name => "tpu-mlir-cali-table";

    public string Description => "tpu-mlir's calibration table for Sophgo's chips";

    public string Extension => ".cali_table";

    public SidecarKeys Keys => SidecarKeys.ActivationsAndLayers;

    public bool Recognizes(SidecarContent content)
    {
        var lines = TextFile.Filled(content).SkipWhile(line => line.Text.StartsWith('#')).TakeWhile(line => !line.Text.StartsWith('#')).ToList();
        return lines.Count > 0 && lines.TrueForAll(line => line.Text.Split(' ') is [{ Length: > 0 }, var threshold, var minimum, var maximum] && TextFile.IsNumber(threshold) && TextFile.IsNumber(minimum) && TextFile.IsNumber(maximum) && !line.Text.Contains("_param_", StringComparison.Ordinal));
    }

    public Sidecar Read(SidecarContent content)
    {
        var (tensors, weights, asymmetric, notes, block) = (new List<SidecarTensor>(), new List<SidecarTensor>(), new HashSet<string>(StringComparer.Ordinal), new ReadingNotes(Name), "");
        foreach (var (line, number) in TextFile.Filled(content))
        {
            if (line.StartsWith('#') && tensors.Count > 0)
            {
                block = MarkOf(line) ?? (block.Length == 0 ? block : throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"line {number} looks like a comment, which the compiler reads as data behind the first block.")));
                continue;
            }

            var (words, source) = (line.Split(' ', StringSplitOptions.RemoveEmptyEntries), string.Create(CultureInfo.InvariantCulture, $"line {number}"));
            switch (block)
            {
                case "" when !line.StartsWith('#'):
                    tensors.Add(Tensor(words, source));
                    break;
                case Asymmetric:
                    asymmetric.Add(words[0]);
                    break;
                case WeightScale:
                    weights.Add(Weights(words, source));
                    break;
                case not "":
                    notes.Doubt($"the block {block} is not read");
                    break;
            }
        }

        foreach (var tensor in tensors.Select(tensor => asymmetric.Contains(tensor.Name) ? AsymmetricGrid(tensor) : tensor).Concat(weights))
        {
            notes.Add(tensor);
        }

        return notes.ToSidecar();
    }

    public byte[] Write(Sidecar sidecar)
    {
        var tensors = Written(sidecar);
        ImmutableArray<SidecarTensor> weights = [.. sidecar.Tensors.Where(tensor => tensor.Role == SidecarRole.Weights && !tensor.Scales.IsEmpty)];
        SidecarParts.RequirePerTensor(Name, tensors);
        TextFile.RequireNames(Name, [.. tensors, .. weights], " #");
        SidecarErrors.RequireWritable(Name, weights.Where(tensor => tensor.Range?.IsSigned != true || tensor.ZeroPoints.Any(zeroPoint => zeroPoint != 0) || tensor.Blocks is not null).Select(tensor => (tensor.Name, "its weights are not symmetric")));
        var asymmetric = tensors.Where(tensor => !tensor.Scales.IsEmpty && !IsUnsigned(tensor) && !IsSigned(tensor)).ToList();
        return TextFile.Of(
        [
            "# op_name    threshold    min    max",
            .. tensors.Select(Line),
            .. asymmetric.Count == 0 ? [] : asymmetric.Select(tensor => tensor.Name).Prepend(Asymmetric),
            .. weights.IsEmpty ? [] : weights.Select(WeightLine).Prepend(WeightScale),
        ]);
    }

    public IEnumerable<(string Tensor, string Becomes)> Moved(Sidecar sidecar) => Written(sidecar).Where(tensor => tensor.Range is { } range && range.Bits != 8).Select(tensor => (tensor.Name, $"has {tensor.Type}, and gets 8 bits of the same range"));

    private static ImmutableArray<SidecarTensor> Written(Sidecar sidecar) => [.. sidecar.Activations().Where(tensor => !tensor.Scales.IsEmpty || tensor.Threshold is not null)];

    private static SidecarTensor Tensor(string[] words, string source)
    {
        if (words.Length != 4)
        {
            throw SidecarErrors.Wrong($"{source} is not NAME THRESHOLD MIN MAX.", words[0]);
        }

        var (threshold, minimum, maximum) = (TextFile.Number(words[1], words[0], "the threshold"), TextFile.Number(words[2], words[0], "min"), TextFile.Number(words[3], words[0], "max"));
        return threshold > 0 && minimum <= maximum
            ? new() { Name = words[0], Role = SidecarRole.Activation, Threshold = threshold, Minima = [minimum], Maxima = [maximum], Source = source }
            : throw SidecarErrors.Wrong("its threshold is not more than 0, or min is more than max.", words[0]);
    }

    private static SidecarTensor AsymmetricGrid(SidecarTensor tensor)
    {
        var (minimum, maximum) = (Math.Min(tensor.Minima[0], 0), Math.Max(tensor.Maxima[0], 0));
        var scale = UnsignedGrid.Scale((maximum - minimum) / byte.MaxValue, tensor.Name);
        var range = new IntegerRange(0, byte.MaxValue);
        return tensor with { Type = range.Type, Range = range, Scales = [scale], ZeroPoints = [(long)Math.Round(-minimum / scale)] };
    }

    /// <summary>A count, as many scales, and perhaps a count and as many zero points, which the compiler ignores.</summary>
    private static SidecarTensor Weights(string[] words, string source)
    {
        var name = words[0].EndsWith(WeightSuffix, StringComparison.Ordinal) ? words[0][..^WeightSuffix.Length] : words[0];
        var count = words.Length > 1 ? TextFile.Whole(words[1], name, "the count of scales") : 0;
        if (count < 1 || words.Length < 2 + count || (words.Length > 2 + count && (TextFile.Whole(words[2 + count], name, "the count of zero points") is var zeroPoints && zeroPoints != words.Length - 3 - count)))
        {
            throw SidecarErrors.Wrong("its line is not NAME_weight COUNT SCALES [COUNT ZERO POINTS].", name);
        }

        var range = IntegerRange.Of(8, isSigned: true);
        return new()
        {
            Name = name,
            Role = SidecarRole.Weights,
            Type = range.Type,
            Range = range,
            Scales = [.. words.Skip(2).Take((int)count).Select(word => UnsignedGrid.Scale(TextFile.Number(word, name, "a scale"), name))],
            ZeroPoints = [.. Enumerable.Repeat(0L, (int)count)],
            Source = source,
        };
    }

    private static bool IsUnsigned(SidecarTensor tensor) => tensor.ZeroPoints[0] == tensor.Range!.Value.Minimum;

    private static bool IsSigned(SidecarTensor tensor) => tensor.ZeroPoints[0] == (tensor.Range!.Value is { IsSigned: true } ? 0 : 1L << (tensor.Range.Value.Bits - 1));

    /// <summary>The threshold of which the compiler's formula gives the scale back, and the real values of both ends.</summary>
    private static string Line(SidecarTensor tensor)
    {
        if (tensor.Scales.IsEmpty || tensor.Threshold is not null)
        {
            return Line(tensor.Name, tensor.Threshold!.Value, tensor.Minima[0], tensor.Maxima[0]);
        }

        var (range, zeroPoint, scale) = (tensor.Range!.Value, tensor.ZeroPoints[0], tensor.Scales[0]);
        var (minimum, maximum) = (scale * (range.Minimum - zeroPoint), scale * (range.Maximum - zeroPoint));
        return Line(tensor.Name, Math.Max(Math.Abs(minimum), Math.Abs(maximum)), minimum, maximum);
    }

    private static string Line(string name, double threshold, double minimum, double maximum) => $"{name} {Decimal(threshold)} {Decimal(minimum)} {Decimal(maximum)}";

    private static string WeightLine(SidecarTensor tensor)
    {
        var count = tensor.Channels ?? tensor.Scales.Length;
        return string.Create(CultureInfo.InvariantCulture, $"{tensor.Name}{WeightSuffix} {count} {string.Join(' ', Enumerable.Range(0, count).Select(channel => Decimal(tensor.Scales[tensor.Scales.Length == 1 ? 0 : channel])))} {count} {string.Join(' ', Enumerable.Repeat(0, count))}");
    }

    /// <summary>At least the seven digits that the tool prints, and all that a float32 has: small scales have none of their digits among the first seven.</summary>
    private static string Decimal(double number) => Math.Abs(number) < 1e15 ? ((decimal)number).ToString("0.0000000##################", CultureInfo.InvariantCulture) : number.ToString("F7", CultureInfo.InvariantCulture);

    private static string? MarkOf(string line) => new[] { Asymmetric, WeightScale }.Concat(OtherMarks).Where(mark => line.Contains(mark, StringComparison.Ordinal)).MaxBy(mark => mark.Length);
}
