using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq;

/// <summary>Operators that have more bits than the scheme gives all.</summary>
/// <param name="Weights">Layers whose weights have.</param>
/// <param name="Activations">Operators whose activations have.</param>
internal sealed record WideSet(ImmutableHashSet<int> Weights, ImmutableHashSet<int> Activations)
{
    public static readonly WideSet None = new([], []);

    /// <summary>All of them.</summary>
    public ImmutableHashSet<int> Operators => Weights.Union(Activations);

    public WideSet With(WideningMove move) => new(Weights.Union(move.Weights), Activations.Union(move.Activations));
}

/// <summary>What is paid for operators with more bits: their multiply-adds, and one for each value that a QUANTIZE on their borders brings from one type to the other.</summary>
/// <param name="source">The model.</param>
internal sealed class WideCost(QuantizedGraph source)
{
    private readonly ImmutableArray<long> _work = [.. source.Operators.Select(step => MultiplyAdds.Of(source, step))];

    private double All => Math.Max(1d, _work.Sum());

    /// <summary>The cost of a set as a share of the model's multiply-adds.</summary>
    public double ShareOf(WideSet set)
    {
        var work = (double)set.Operators.Sum(step => _work[step]);
        var written = set.Activations.SelectMany(step => source.Operators[step].Outputs).ToHashSet();
        for (var step = 0; step < source.Operators.Length && !set.Activations.IsEmpty; step++)
        {
            work += WideningMove.DataOf(source, step).Where(tensor => written.Contains(tensor) != set.Activations.Contains(step)).Sum(tensor => (double)source.Tensors[tensor].Shape.ElementCount);
        }

        return work / All;
    }

    /// <summary>About what a move adds to a set: its own operators, with what they write as the values that a border costs.</summary>
    public double Added(WideSet set, WideningMove move) =>
        (move.Weights.Concat(move.Activations).Distinct().Where(step => !set.Weights.Contains(step) && !set.Activations.Contains(step)).Sum(step => (double)_work[step])
        + move.Activations.Where(step => !set.Activations.Contains(step)).Sum(step => (double)source.Tensors[source.Operators[step].Outputs[0]].Shape.ElementCount)) / All;

    /// <summary>
    /// Sets of more and more operators within a budget: from each to the next the move with the most expected gain for its cost, until none fits any more.
    /// </summary>
    /// <param name="moves">What may gain.</param>
    /// <param name="options">The budget.</param>
    /// <param name="cancellation">Stops between two moves.</param>
    public IReadOnlyList<WideSet> Path(IReadOnlyList<WideningMove> moves, PrecisionOptions options, CancellationToken cancellation)
    {
        // What gains a thousandth of all that can be gained is not worth an operator.
        var least = moves.Select(move => move.Gain).DefaultIfEmpty().Max() / 1000;
        var (path, left, set) = (new List<WideSet>(), moves.Where(move => move.Gain >= least).ToList(), WideSet.None);
        while (left.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = left.MaxBy(move => move.Gain / (Added(set, move) + 1e-6))!;
            left.Remove(next);
            var wider = set.With(next);
            if (wider.Operators.Count <= (options.MaxWideOperators ?? int.MaxValue) && ShareOf(wider) <= options.WideShare)
            {
                path.Add(set = wider);
            }
        }

        return path;
    }
}
