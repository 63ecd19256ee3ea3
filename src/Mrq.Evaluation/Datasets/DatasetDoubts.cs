using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Evaluation.Datasets;

/// <summary>What a dataset leaves open about itself, or what it does that no right data does: nothing of it is an error, and all of it can ruin a result.</summary>
public static class DatasetDoubts
{
    /// <param name="dataset">Samples that fit the graph's input.</param>
    /// <param name="graph">A graph with one input: the one that the data was made for.</param>
    /// <returns>Coded warnings, each with its message.</returns>
    public static IReadOnlyList<(MrqCode Code, string Message)> Of(Dataset dataset, QuantizedGraph graph)
    {
        var input = graph.Tensors[graph.Inputs[0]];
        var doubts = new List<(MrqCode, string)>();
        if (IntegerReading.OtherTypeOf(dataset, input) is { } other)
        {
            doubts.Add((MrqCodes.AmbiguousData, Ambiguity(dataset, input, other)));
        }

        if (RangeUse.Of(dataset, input, InputDomain.Of(graph, graph.Inputs[0])) is { } use)
        {
            doubts.Add((MrqCodes.ImplausibleData, $"{Subject(dataset)} {use}"));
        }

        return doubts;
    }

    private static string Ambiguity(Dataset dataset, Tensor input, ElementType other)
    {
        var taken = IntegerReading.TypeOf(dataset, input);
        var (name, otherName) = (NumpyTypes.NameOf(taken), NumpyTypes.NameOf(other));
        var how = IntegerReading.OffsetOf(taken, input) != 0 ? $" and offset by 128 for the {NumpyTypes.NameOf(input.Type)} of the model's input"
            : dataset.Inputs.Type == taken ? ", the type of the model's input"
            : "";
        return $"{Subject(dataset)} fit uint8 and int8 alike; they were taken for {name}{how}. Set InputType (--input-type) to {otherName} if they are that, or to {name} to say that they are not.";
    }

    private static string Subject(Dataset dataset) =>
        dataset.InputsFile is { } file ? $"The numbers of '{DatasetErrors.Printable(Path.GetFileName(Path.TrimEndingDirectorySeparator(file)))}'" : "The data's numbers";
}
