using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Evaluation.Datasets;

/// <summary>Ids of words and the like, which a graph looks up in a table.</summary>
public static class TableIndices
{
    /// <summary>Refuses ids that the graph's tables have no row for, where there are some.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> with the sample.</exception>
    public static void Require(ISampleSource samples, QuantizedGraph graph)
    {
        for (var place = 0; place < samples.Inputs.Length; place++)
        {
            if (InputDomain.Of(graph, graph.Inputs[place]).Rows is { } rows)
            {
                Require(samples.Inputs[place], graph.Tensors[graph.Inputs[place]], rows);
            }
        }
    }

    private static void Require(SampleInput data, Tensor input, long rows)
    {
        foreach (var row in data.Array.Rows())
        {
            for (var rest = row.Data; !rest.IsEmpty; rest = rest[data.Array.ElementSize..])
            {
                if (NumpyTypes.ReadDouble(data.Array.Type, rest) is var id && !(id >= 0 && id < rows))
                {
                    var error = DatasetErrors.DoesNotFit(FormattableString.Invariant($"Sample {row.Index} holds {id}, which indexes nothing: the model looks it up among {rows} rows, 0 to {rows - 1}."), input.Name);
                    throw data.File is null ? error : error.InFile(data.File);
                }
            }

            row.Dispose();
        }
    }
}
