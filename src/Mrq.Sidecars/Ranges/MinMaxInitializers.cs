using System.Globalization;
using System.Text.RegularExpressions;

namespace Mrq.Sidecars;

/// <summary>
/// Ranges within an ONNX model for NXP's chips, as PPQ writes them: constants <c>NAME_min</c> and <c>NAME_max</c> of one float. Integers are symmetric: min is −2^(bits − 1) scales,
/// max one scale less. Source: PPQ, nxp_exporter.py. A list of these constants as lines <c>NAME_min float32 VALUE</c> is read as well.
/// </summary>
internal sealed partial class MinMaxInitializers : ISidecarFormat
{
    private const string Low = "_min";
    private const string High = "_max";

    public string Name => "nxp-min-max";

    public string Description => "ranges as constants of an ONNX model, for NXP's chips";

    public string Extension => ".minmax.onnx";

    public bool Recognizes(SidecarContent content) => content.Lines is { } lines
        ? lines.Any(line => line.Length > 0) && lines.Where(line => line.Length > 0).All(line => Line().IsMatch(line))
        : content.Text is null && OnnxParts.TryRead(content) is { } model && Pairs(model).Any();

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        foreach (var (name, minimum, maximum) in content.Lines is { } lines ? Pairs(lines) : Pairs(OnnxParts.TryRead(content)!))
        {
            notes.Add(Tensor(new SidecarTensor { Name = name, Role = SidecarRole.Tensor, Minima = [minimum], Maxima = [maximum], Source = $"{name}{Low}" }, minimum, maximum));
        }

        return notes.ToSidecar();
    }

    private static SidecarTensor Tensor(SidecarTensor tensor, double minimum, double maximum)
    {
        if (!double.IsFinite(minimum) || !double.IsFinite(maximum) || minimum > maximum)
        {
            throw SidecarErrors.Wrong("its min and max are no finite numbers, or min is more than max.", tensor.Name);
        }

        // Which bits the integers have, how far both ends are apart says.
        foreach (var bits in new[] { 8, 16 })
        {
            var scale = -minimum / (1L << (bits - 1));
            if (scale > 0 && Math.Abs(-minimum - maximum - scale) < scale / 64)
            {
                var range = IntegerRange.Of(bits, isSigned: true);
                return tensor with { Type = range.Type, Range = range, Scales = [scale], ZeroPoints = [0] };
            }
        }

        return tensor;
    }

    private static IEnumerable<(string Name, double Minimum, double Maximum)> Pairs(OnnxParts model) =>
        from constant in model.Constants
        where constant.Key.EndsWith(Low, StringComparison.Ordinal) && constant.Value.Values.Length == 1
        let name = constant.Key[..^Low.Length]
        where model.Constants.TryGetValue(name + High, out var high) && high.Values.Length == 1
        select (name, (double)constant.Value.Values[0], (double)model.Constants[name + High].Values[0]);

    private static IEnumerable<(string Name, double Minimum, double Maximum)> Pairs(IReadOnlyList<string> lines)
    {
        var limits = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var match in lines.Where(line => line.Length > 0).Select(line => Line().Match(line)))
        {
            var name = match.Groups["name"].Value;
            if (!limits.TryAdd(name, TextFile.Number(match.Groups["value"].ValueSpan, name, "the limit")))
            {
                throw SidecarErrors.Wrong("it is there twice.", name);
            }
        }

        return limits.Keys.Where(name => name.EndsWith(Low, StringComparison.Ordinal)).Select(name => name[..^Low.Length])
            .Select(name => (name, limits[name + Low], limits.TryGetValue(name + High, out var high) ? high : throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"it has {Low} and no {High}."), name)));
    }

    [GeneratedRegex(@"^(?<name>\S{1,500}(_min|_max)) float32 (?<value>\S{1,60})$")]
    private static partial Regex Line();
}
