using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Borders;

/// <summary>The operators of a graph by where they stand to those that are kept.</summary>
/// <param name="Source">The whole graph.</param>
/// <param name="Before">Steps that need no result of a kept operator.</param>
/// <param name="Behind">The others that are not kept.</param>
internal sealed record GraphParts(QuantizedGraph Source, ImmutableArray<int> Before, ImmutableArray<int> Behind)
{
    public static GraphParts Of(QuantizedGraph source, IReadOnlySet<int> kept)
    {
        var (before, behind, reached) = (new List<int>(), new List<int>(), new HashSet<int>());
        for (var step = 0; step < source.Operators.Length; step++)
        {
            var isReached = source.Operators[step].Inputs.Any(reached.Contains);
            if (kept.Contains(step) || isReached)
            {
                reached.UnionWith(source.Operators[step].Outputs);
            }

            if (!kept.Contains(step))
            {
                (isReached ? behind : before).Add(step);
            }
        }

        return new GraphParts(source, [.. before], [.. behind]);
    }

    /// <summary>
    /// Some steps as a graph: what others compute is its input, what others read its output, behind the model's own. Integers and real numbers alone are compared,
    /// so that others are outputs only where there is nothing else.
    /// </summary>
    public QuantizedGraph Graph(ImmutableArray<int> steps)
    {
        var own = steps.ToHashSet();
        var written = steps.SelectMany(step => Source.Operators[step].Outputs).ToHashSet();
        var others = Enumerable.Range(0, Source.Operators.Length).Where(step => !own.Contains(step)).ToList();
        var computed = Source.Inputs.Concat(others.SelectMany(step => Source.Operators[step].Outputs)).ToHashSet();
        var read = others.SelectMany(step => Source.Operators[step].Inputs).Where(written.Contains).Distinct().ToList();
        var compared = read.Where(tensor => ActivationParameters.IsQuantized(Source.Tensors[tensor]) || Source.Tensors[tensor].Type == ElementType.Float32).ToList();
        var outputs = Source.Outputs.Where(written.Contains).ToList();
        return Source with
        {
            Operators = [.. steps.Select(step => Source.Operators[step])],
            Inputs = [.. steps.SelectMany(step => Source.Operators[step].Inputs).Where(computed.Contains).Distinct()],
            Outputs = [.. outputs.Concat(compared.Count > 0 || outputs.Count > 0 ? compared : read).Distinct()],
        };
    }
}
