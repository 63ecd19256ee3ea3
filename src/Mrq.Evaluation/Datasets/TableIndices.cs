using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Evaluation.Datasets;

/// <summary>Ids of words and the like, which a graph looks up in a table.</summary>
public static class TableIndices
{
    /// <summary>Refuses ids that the graph's table has no row for, where there is one.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> with the sample.</exception>
    public static void Require(Dataset dataset, QuantizedGraph graph)
    {
        var input = graph.Tensors[graph.Inputs[0]];
        if (InputDomain.Of(graph, graph.Inputs[0]).Rows is not { } rows)
        {
            return;
        }

        foreach (var row in dataset.Inputs.Rows())
        {
            for (var data = row.Data; !data.IsEmpty; data = data[dataset.Inputs.ElementSize..])
            {
                if (NumpyTypes.ReadDouble(dataset.Inputs.Type, data) is var id && !(id >= 0 && id < rows))
                {
                    var error = DatasetErrors.DoesNotFit(FormattableString.Invariant($"Sample {row.Index} holds {id}, which indexes nothing: the model looks it up among {rows} rows, 0 to {rows - 1}."), input.Name);
                    throw dataset.InputsFile is null ? error : error.InFile(dataset.InputsFile);
                }
            }

            row.Dispose();
        }
    }
}
