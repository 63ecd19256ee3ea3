using Mrq.Core.Graph;
using Mrq.Evaluation;
using Mrq.Evaluation.Layers;

namespace Mrq;

/// <summary>What is not the same in two models: which operators they have, what these say, their tensors, and what comes out of each layer on some samples.</summary>
public sealed record ModelDiff
{
    /// <summary>How many operators each has, and how many pairs of them were found.</summary>
    public required (int A, int B, int Pairs) Operators { get; init; }

    /// <summary>A sentence for each input or output that is not the same.</summary>
    public required IReadOnlyList<string> Interface { get; init; }

    /// <summary>Operators of the first model that the second has none of.</summary>
    public required IReadOnlyList<string> OnlyA { get; init; }

    /// <summary>Operators of the second model that the first has none of.</summary>
    public required IReadOnlyList<string> OnlyB { get; init; }

    /// <summary>Strides, padding and the like that differ.</summary>
    public required IReadOnlyList<(string Operator, string Name, string A, string B)> Attributes { get; init; }

    /// <summary>Tensors that differ, in the order of execution.</summary>
    public required IReadOnlyList<TensorChange> Tensors { get; init; }

    /// <summary>Each layer's output, in the order of execution; empty where nothing ran.</summary>
    public IReadOnlyList<LayerQuality> Layers { get; init; } = [];

    /// <summary>On how many of the first samples layers were compared.</summary>
    public int LayerSamples { get; init; }

    /// <summary>The outputs, on all samples; null where nothing ran.</summary>
    public ModelComparison? Outputs { get; init; }

    /// <summary>Why nothing ran; null where it did.</summary>
    public string? NotRun { get; init; }

    /// <summary>The first layer whose output is not the same number everywhere; null where there is none.</summary>
    public LayerQuality? FirstDifference => Layers.FirstOrDefault(layer => !double.IsPositiveInfinity(layer.Sqnr));

    /// <summary>Whether nothing differs: neither in the files nor in what was computed.</summary>
    public bool AreEqual => Interface.Count == 0 && OnlyA.Count == 0 && OnlyB.Count == 0 && Attributes.Count == 0 && Tensors.Count == 0 && FirstDifference is null
        && (Outputs is null || Outputs.Outputs.All(output => double.IsPositiveInfinity(output.Sqnr)));

    /// <summary>The first layer that diverges: less signal to noise than so many dB; null where none has.</summary>
    public LayerQuality? FirstUnder(double decibels) => Layers.FirstOrDefault(layer => !(layer.Sqnr >= decibels));

    /// <summary>What the files tell without being run.</summary>
    internal static (ModelDiff Diff, IReadOnlyDictionary<int, int> Pairs) OfGraphs(QuantizedGraph a, QuantizedGraph b)
    {
        var operators = OperatorAlignment.Of(a, b);
        var (pairs, changes) = (new Dictionary<int, int>(), new List<TensorChange>());
        foreach (var (first, second) in a.Inputs.Zip(b.Inputs))
        {
            Pair("graph", "input", first, second);
        }

        foreach (var (first, second) in operators)
        {
            var (step, other) = (a.Operators[first], b.Operators[second]);
            foreach (var (place, input) in step.Inputs.Zip(other.Inputs).Index())
            {
                Pair(a.Describe(first), $"input {place}", input.First, input.Second);
            }

            foreach (var (place, output) in step.Outputs.Zip(other.Outputs).Index())
            {
                Pair(a.Describe(first), step.Outputs.Length > 1 ? $"output {place}" : "output", output.First, output.Second);
            }
        }

        return (new ModelDiff
        {
            Operators = (a.Operators.Length, b.Operators.Length, operators.Count),
            Interface = [.. Ends("input", a, a.Inputs, b, b.Inputs), .. Ends("output", a, a.Outputs, b, b.Outputs)],
            OnlyA = [.. Enumerable.Range(0, a.Operators.Length).Except(operators.Select(pair => pair.A)).Select(step => a.Describe(step))],
            OnlyB = [.. Enumerable.Range(0, b.Operators.Length).Except(operators.Select(pair => pair.B)).Select(step => b.Describe(step))],
            Attributes = [.. operators.SelectMany(pair => Changed(a, pair.A, b, pair.B))],
            Tensors = changes,
        }, pairs);

        void Pair(string step, string place, int first, int second)
        {
            if (first >= 0 && second >= 0 && pairs.TryAdd(first, second))
            {
                var change = new TensorChange(step, place, a.Tensors[first], b.Tensors[second], ConstantDifference.Of(a.Tensors[first], b.Tensors[second]));
                if (!change.IsNone)
                {
                    changes.Add(change);
                }
            }
        }
    }

    private static IEnumerable<string> Ends(string what, QuantizedGraph a, IReadOnlyList<int> endsA, QuantizedGraph b, IReadOnlyList<int> endsB)
    {
        if (endsA.Count != endsB.Count)
        {
            yield return $"{endsA.Count} {what}s in A, {endsB.Count} in B";
        }

        foreach (var (place, end) in endsA.Zip(endsB).Index())
        {
            var (first, second) = (a.Tensors[end.First], b.Tensors[end.Second]);
            if (first.Type != second.Type || first.Shape != second.Shape)
            {
                yield return $"{what} {place} is {first.Type.FieldName()} {first.Shape} in A, {second.Type.FieldName()} {second.Shape} in B";
            }
        }
    }

    private static IEnumerable<(string Operator, string Name, string A, string B)> Changed(QuantizedGraph a, int first, QuantizedGraph b, int second) =>
        OperatorAttributes.Of(a.Operators[first]).Join(OperatorAttributes.Of(b.Operators[second]), attribute => attribute.Name, attribute => attribute.Name, (one, other) => (a.Describe(first), one.Name, A: one.Value, B: other.Value))
            .Where(attribute => attribute.A != attribute.B);
}
