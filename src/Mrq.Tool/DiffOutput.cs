using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation;
using Mrq.Evaluation.Layers;

namespace Mrq.Tool;

/// <summary>What <c>mrq diff</c> says of two models, as lines and as JSON.</summary>
/// <param name="a">The first model's path.</param>
/// <param name="b">The second one's.</param>
/// <param name="diff">What is not the same.</param>
/// <param name="under">A layer diverges under so many dB.</param>
/// <param name="knowsFolding">Whether a conversion's report said what was folded into activations.</param>
internal sealed class DiffOutput(string a, string b, ModelDiff diff, double under, bool knowsFolding)
{
    /// <summary>As many changes of a kind as lines show; JSON has all.</summary>
    private const int MostShown = 20;

    public object Describe() => new
    {
        A = a,
        B = b,
        diff.AreEqual,
        Operators = new { diff.Operators.A, diff.Operators.B, diff.Operators.Pairs, diff.OnlyA, diff.OnlyB },
        diff.Interface,
        Attributes = diff.Attributes.Select(attribute => new { attribute.Operator, attribute.Name, attribute.A, attribute.B }),
        Tensors = diff.Tensors.Select(change => new { change.Operator, change.Place, A = Describe(change.A), B = Describe(change.B), change.Values }),
        diff.NotRun,
        Samples = diff.Outputs?.Samples,
        Data = diff.Outputs?.Data,
        Outputs = diff.Outputs?.Outputs.Select(output => new { output.Name, Agreement = output.Agreement?.Share, Sqnr = Finite(output.Sqnr) }),
        diff.LayerSamples,
        FirstDifference = Described(diff.FirstDifference),
        DivergesUnder = under,
        FirstDiverging = Described(diff.FirstUnder(under)),
        Layers = diff.Layers.Select(Described),
    };

    public IEnumerable<string> Lines()
    {
        yield return $"A {a}: {diff.Operators.A} operators";
        yield return $"B {b}: {diff.Operators.B} operators, {diff.Operators.Pairs} of them A's";
        foreach (var line in diff.Interface.Concat(Shown(diff.OnlyA, "only in A: ")).Concat(Shown(diff.OnlyB, "only in B: "))
            .Concat(Shown([.. diff.Attributes.Select(attribute => $"{attribute.Operator}: {attribute.Name} {attribute.A} -> {attribute.B}")], ""))
            .Concat(Shown([.. diff.Tensors.Select(Line)], "")))
        {
            yield return $"  {line}";
        }

        foreach (var line in diff.Outputs is { } outputs ? Measured(outputs) : [$"not run: {diff.NotRun}"])
        {
            yield return line;
        }

        yield return diff.AreEqual ? "the models are equal" : "the models differ";
    }

    private IEnumerable<string> Measured(ModelComparison outputs)
    {
        if (diff.Layers.Count > 0)
        {
            yield return $"layers, on {diff.LayerSamples} samples ({outputs.Data}):";
            var width = diff.Layers.Max(layer => Name(layer).Length);
            foreach (var layer in diff.Layers)
            {
                yield return $"  {Name(layer).PadRight(width)}  {Sqnr(layer),14}  {SafeText.Name(layer.Source.Name)}";
            }
        }

        yield return diff.FirstDifference is { } first ? $"first layer that is not the same: {Name(first)}, {Sqnr(first)}" : "all layers that can be compared are the same";
        yield return string.Create(CultureInfo.InvariantCulture, $"first layer that diverges (under {under} dB): {(diff.FirstUnder(under) is { } diverging ? $"{Name(diverging)}, {Sqnr(diverging)}" : "none")}");
        if (!knowsFolding && diff.FirstUnder(under) is not null && outputs.LeastSqnr >= under)
        {
            yield return "The outputs do not diverge: if B is a conversion of A, factors that it folded into activations show here as noise; --conversion-report, with its JSON report, takes them back.";
        }

        foreach (var output in outputs.Outputs)
        {
            yield return $"output {SafeText.Name(output.Name)}: {(output.Agreement is { } agreement ? $"agreement {Figure.Fixed(agreement.Percent, 2)} %, " : "")}{ModelComparison.Noise(output.Sqnr, digits: 2)}, {outputs.Samples} samples ({outputs.Data})";
        }
    }

    private static IEnumerable<string> Shown(IReadOnlyList<string> lines, string prefix) =>
        lines.Count <= MostShown ? lines.Select(line => $"{prefix}{line}") : [.. lines.Take(MostShown).Select(line => $"{prefix}{line}"), $"and {lines.Count - MostShown} more (--json names all)"];

    private static string Line(TensorChange change)
    {
        var values = change.Values switch
        {
            null or { Differing: 0 } => "",
            { LargestSteps: { } steps } found => string.Create(CultureInfo.InvariantCulture, $"; {found.Differing} of {found.Count} values differ, by at most {Figure.Significant(steps, 3)} steps"),
            var found => string.Create(CultureInfo.InvariantCulture, $"; {found.Differing} of {found.Count} values differ, by at most {Figure.Significant(found.Largest, 3)}"),
        };
        var (before, after) = (Quantization(change.A), Quantization(change.B));
        return $"{change.Operator}, {change.Place}: {(before == after && change.A.Shape == change.B.Shape ? before : $"{before}{Shape(change.A)} -> {after}{Shape(change.B)}")}{values}";

        string Shape(Tensor tensor) => change.A.Shape == change.B.Shape ? "" : $" {tensor.Shape}";
    }

    private static string Quantization(Tensor tensor) => tensor.Quantization switch
    {
        null => tensor.Type.FieldName(),
        { IsPerTensor: true } one => string.Create(CultureInfo.InvariantCulture, $"{tensor.Type.FieldName()} scale {one.Scale:G6} zero point {one.ZeroPoints[0]}"),
        var many => string.Create(CultureInfo.InvariantCulture, $"{tensor.Type.FieldName()} {many.Scales.Length} scales {many.Scales.Min():G4}..{many.Scales.Max():G4}"),
    };

    private static string Name(LayerQuality layer) => string.Create(CultureInfo.InvariantCulture, $"{layer.OperatorName} at {layer.Operator}");

    private static string Sqnr(LayerQuality layer) => double.IsPositiveInfinity(layer.Sqnr) ? "the same" : $"{Figure.Fixed(layer.Sqnr, 2)} dB";

    private static object Describe(Tensor tensor) => new { tensor.Name, Type = tensor.Type.FieldName(), Shape = tensor.Shape.Dimensions, tensor.Quantization?.Scales, tensor.Quantization?.ZeroPoints };

    private static object? Described(LayerQuality? layer) => layer is null ? null : new { layer.Operator, layer.OperatorName, Tensor = layer.Source.Name, Sqnr = Finite(layer.Sqnr), layer.BitsLost };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
