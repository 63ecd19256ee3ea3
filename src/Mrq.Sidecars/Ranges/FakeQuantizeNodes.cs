using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Mrq.Sidecars;

/// <summary>
/// OpenVINO's FakeQuantize nodes within an ONNX model: q = round((x − low) / (high − low) · (levels − 1)), with limits for the tensor or for each channel. Source: OpenVINO's
/// operation specification. A list of such nodes as lines, each with its tensor as a comment, is read as well.
/// </summary>
internal sealed partial class FakeQuantizeNodes : ISidecarFormat
{
    private const string Node = "FakeQuantize";
    private const string Levels = "levels";

    public string Name => "openvino-fakequantize";

    public string Description => "OpenVINO's FakeQuantize nodes in an ONNX model";

    public string Extension => ".fakequantize.onnx";

    public bool Recognizes(SidecarContent content) => content.Lines is { } lines
        ? lines.Any(line => line.Length > 0) && lines.Where(line => line.Length > 0).All(line => Line().IsMatch(line))
        : content.Text is null && OnnxParts.TryRead(content) is { } model && model.Nodes.Any(node => node.Type == Node);

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        if (content.Lines is { } lines)
        {
            foreach (var match in lines.Where(line => line.Length > 0).Select(line => Line().Match(line)))
            {
                var name = match.Groups["name"].Value;
                double Limit(string group) => TextFile.Number(match.Groups[group].ValueSpan, name, group);
                notes.Add(Tensor(name, TextFile.Whole(match.Groups[Levels].ValueSpan, name, Levels), [Limit("il")], [Limit("ih")], [Limit("ol")], [Limit("oh")], null, notes));
            }

            return notes.ToSidecar();
        }

        var model = OnnxParts.TryRead(content)!;
        foreach (var node in model.Nodes.Where(node => node.Type == Node && node.Inputs.Count >= 5))
        {
            var name = node.Inputs[0];
            if (node.Inputs.Skip(1).Take(4).Any(input => !model.Constants.ContainsKey(input)))
            {
                notes.Doubt("its limits are computed, and not read", name);
                continue;
            }

            ImmutableArray<double> Limits(int input) => [.. model.Constants[node.Inputs[input]].Values.Select(value => (double)value)];
            int axis = model.Constants[node.Inputs[1]].Shape.TakeWhile(size => size == 1).Count();
            notes.Add(Tensor(name, node.Attributes.GetValueOrDefault(Levels), Limits(1), Limits(2), Limits(3), Limits(4), axis, notes));
        }

        return notes.ToSidecar();
    }

    private static SidecarTensor Tensor(string name, long levels, ImmutableArray<double> low, ImmutableArray<double> high, ImmutableArray<double> outLow, ImmutableArray<double> outHigh, int? axis, ReadingNotes notes)
    {
        if (levels is < 2 or > 1 << 16 || low.IsEmpty || low.Length != high.Length || low.Zip(high).Any(limits => !(limits.First < limits.Second) || !double.IsFinite(limits.First) || !double.IsFinite(limits.Second)))
        {
            throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"it has {levels} levels between {low.FirstOrDefault()} and {high.FirstOrDefault()}, which are no grid."), name);
        }

        var tensor = new SidecarTensor { Name = name, Role = low.Length > 1 ? SidecarRole.Weights : SidecarRole.Tensor, Minima = low, Maxima = high, Source = Node };
        if (!low.SequenceEqual(outLow) || !high.SequenceEqual(outHigh))
        {
            notes.Doubt("its limits before and behind are not the same, so that it has no grid", name);
            return tensor;
        }

        // An odd number of levels is symmetric: −127 to 127 of 255; an even one has all integers without a sign.
        var range = levels % 2 == 1 ? new IntegerRange(-(levels / 2), levels / 2) : new IntegerRange(0, levels - 1);
        ImmutableArray<double> scales = [.. low.Zip(high, (from, to) => (to - from) / (levels - 1))];
        ImmutableArray<double> zeros = [.. low.Zip(scales, (from, scale) => range.Minimum - (from / scale))];
        if (zeros.Any(zero => Math.Abs(zero - Math.Round(zero)) > 0.01 || zero < range.Minimum - 0.01 || zero > range.Maximum + 0.01))
        {
            notes.Doubt("0 is none of its levels, so that it has a range and no grid", name);
            return tensor;
        }

        return tensor with { Type = range.Type, Range = range, Scales = scales, ZeroPoints = [.. zeros.Select(zero => (long)Math.Round(zero))], Axis = scales.Length > 1 ? axis : null };
    }

    [GeneratedRegex(@"^FakeQuantize levels=(?<levels>\d{1,6}) input_low=(?<il>\S{1,60}) input_high=(?<ih>\S{1,60}) output_low=(?<ol>\S{1,60}) output_high=(?<oh>\S{1,60})\s+# (?<name>.{1,500})$")]
    private static partial Regex Line();
}
