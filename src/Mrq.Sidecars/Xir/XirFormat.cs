using System.Globalization;

namespace Mrq.Sidecars;

/// <summary>
/// Graphs of AMD's quantizer for the DPU: behind each value stands a <c>fix</c>, real = q · 2^−fix_point. What is read are the grids; on the way shifts of layers are held against
/// what the DPU has: 0 to 16 for the cut of sums.
/// </summary>
internal sealed class XirFormat : ISidecarFormat
{
    private const int LargestPoint = 126;
    private const int LargestCut = 16;

    public string Name => "xmodel";

    public string Description => "XIR graph of AMD's quantizer for the DPU";

    public string Extension => ".xmodel";

    public bool Recognizes(SidecarContent content) => XirFile.Recognizes(content);

    public Sidecar Read(SidecarContent content)
    {
        var (model, notes) = (XirFile.Read(content), new ReadingNotes(Name));
        var steps = model.Steps.ToDictionary(step => step.Name, StringComparer.Ordinal);
        var roles = new Dictionary<string, SidecarRole>(StringComparer.Ordinal);
        foreach (var (argument, input) in model.Steps.SelectMany(step => step.Arguments).SelectMany(entry => entry.Steps.Select(input => (entry.Argument, input))))
        {
            roles.TryAdd(input, argument switch { "weights" => SidecarRole.Weights, "bias" => SidecarRole.Bias, _ => SidecarRole.Tensor });
        }

        foreach (var fix in model.Steps.Where(step => step.Type == "fix"))
        {
            var source = fix.Input("input") ?? throw SidecarErrors.Wrong("it reads nothing.", fix.Name);
            var isConstant = steps.GetValueOrDefault(source)?.Type == "const";
            notes.Add(Record(fix, new SidecarTensor { Name = source, Role = isConstant ? roles.GetValueOrDefault(fix.Name, SidecarRole.Tensor) : SidecarRole.Activation, Source = fix.Name }));
        }

        if (model.Steps.Any(step => step.Type.EndsWith("-fix", StringComparison.Ordinal)))
        {
            notes.Doubt("operators of the compiler's own form (conv2d-fix and the like) are not read; take the quantizer's file");
        }

        Verify(model, steps, notes);
        return notes.ToSidecar();
    }

    private static SidecarTensor Record(XirStep fix, SidecarTensor tensor)
    {
        if (fix.Whole("fix_point") is not { } point || fix.Whole("bit_width") is not ({ } bits and >= 2 and <= 32) || fix.Attributes.GetValueOrDefault("if_signed")?.Flag is not { } isSigned || Math.Abs(point) > LargestPoint)
        {
            throw SidecarErrors.Wrong("fix_point, bit_width or if_signed of its fix is missing, or no number of a grid.", tensor.Name);
        }

        var range = IntegerRange.Of((int)bits, isSigned);
        return tensor with { Type = range.Type, Range = range, Scales = [Math.ScaleB(1, (int)-point)], ZeroPoints = [0] };
    }

    private static void Verify(XirModel model, Dictionary<string, XirStep> steps, ReadingNotes notes)
    {
        var readers = model.Steps.SelectMany(step => step.Arguments.SelectMany(entry => entry.Steps.Select(input => (input, step)))).ToLookup(pair => pair.input, pair => pair.step, StringComparer.Ordinal);
        foreach (var layer in model.Steps.Where(step => step.Type is "conv2d" or "depthwise-conv2d"))
        {
            if (Point(layer.Input("input")) is not { } input || Point(layer.Input("weights")) is not { } weights)
            {
                notes.Doubt("its input or its weights have no fix", layer.Name);
                continue;
            }

            var behind = readers[layer.Name].FirstOrDefault();
            if (behind is { Type: "relu" or "relu6" or "leaky-relu" })
            {
                behind = readers[behind.Name].FirstOrDefault();
            }

            if (behind is not { Type: "fix" })
            {
                notes.Doubt("what it computes has no fix", layer.Name);
            }
            else if (behind.Whole("fix_point") is { } output && input + weights - output is var cut && cut is < 0 or > LargestCut)
            {
                notes.Doubt(string.Create(CultureInfo.InvariantCulture, $"its sums would be cut by {cut} bits, and the DPU cuts 0 to {LargestCut}"), layer.Name);
            }
        }

        long? Point(string? name) => name is not null && steps.TryGetValue(name, out var step) && step.Type == "fix" ? step.Whole("fix_point") : null;
    }
}
