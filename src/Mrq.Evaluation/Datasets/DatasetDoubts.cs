using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Evaluation.Datasets;

/// <summary>What a dataset leaves open about itself, or what it does that no right data does: nothing of it is an error, and all of it can ruin a result.</summary>
public static class DatasetDoubts
{
    /// <param name="samples">Samples that fit the graph's inputs.</param>
    /// <param name="graph">The graph that the data was made for.</param>
    /// <returns>Coded warnings, each with its message.</returns>
    public static IReadOnlyList<(MrqCode Code, string Message)> Of(ISampleSource samples, QuantizedGraph graph) =>
        [.. samples.Inputs.SelectMany((data, place) => Of(data, graph.Tensors[graph.Inputs[place]], InputDomain.Of(graph, graph.Inputs[place])))];

    private static IEnumerable<(MrqCode Code, string Message)> Of(SampleInput data, Tensor input, InputDomain domain)
    {
        if (IntegerReading.OtherTypeOf(data, input) is { } other)
        {
            yield return (MrqCodes.AmbiguousData, Ambiguity(data, input, other));
        }

        if (RangeUse.Of(data, input, domain) is { } use)
        {
            yield return (MrqCodes.ImplausibleData, $"{Subject(data)} {use}");
        }
    }

    private static string Ambiguity(SampleInput data, Tensor input, ElementType other)
    {
        var taken = IntegerReading.TypeOf(data, input);
        var (name, otherName) = (NumpyTypes.NameOf(taken), NumpyTypes.NameOf(other));
        var how = IntegerReading.OffsetOf(taken, input) != 0 ? $" and offset by 128 for the {NumpyTypes.NameOf(input.Type)} of the model's input"
            : data.Array.Type == taken ? ", the type of the model's input"
            : "";
        return $"{Subject(data)} fit uint8 and int8 alike; they were taken for {name}{how}. Set InputType (--input-type) to {otherName} if they are that, or to {name} to say that they are not.";
    }

    private static string Subject(SampleInput data) =>
        data.File is { } file ? $"The numbers of '{DatasetErrors.Printable(Path.GetFileName(Path.TrimEndingDirectorySeparator(file)))}'" : "The data's numbers";
}
