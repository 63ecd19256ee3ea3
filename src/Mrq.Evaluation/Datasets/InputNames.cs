using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>Which input of a model is meant by a name.</summary>
internal static class InputNames
{
    private const string SignaturePrefix = "serving_default_";

    /// <summary>Names of arrays and files that are labels, in the order of preference; compared without case.</summary>
    public static readonly ImmutableArray<string> Labels = ["labels", "label", "y", "y_test", "targets"];

    /// <summary>
    /// The tensor's name, or what an exporter made it of: TensorFlow's <c>serving_default_image:0</c> is the signature's <c>image</c>. Case does not
    /// matter.
    /// </summary>
    public static bool Fits(string name, Tensor input) =>
        string.Equals(name, input.Name, StringComparison.OrdinalIgnoreCase) || string.Equals(name, Plain(input.Name), StringComparison.OrdinalIgnoreCase);

    public static bool IsLabels(string name) => Labels.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>"'image', 'meta'".</summary>
    public static string List(IEnumerable<Tensor> inputs) => string.Join(", ", inputs.Select(input => $"'{DatasetErrors.Printable(Plain(input.Name))}'"));

    /// <summary>The place of each name among the inputs.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> for a name that is none, two for one input, or an input without.</exception>
    public static int[] Places(IReadOnlyList<string> names, IReadOnlyList<Tensor> inputs)
    {
        var places = names.Select(name => inputs.ToList().FindIndex(input => Fits(name, input))).ToArray();
        if (Array.IndexOf(places, -1) is >= 0 and var unknown)
        {
            throw DatasetErrors.DoesNotFit($"'{DatasetErrors.Printable(names[unknown])}' is no input of the model; its inputs are {List(inputs)}.");
        }

        var without = inputs.Where((_, place) => !places.Contains(place)).ToList();
        return without.Count > 0 ? throw DatasetErrors.DoesNotFit($"The data has nothing for {List(without)}; name a file or an array for each input of the model.")
            : places.Length > inputs.Count ? throw DatasetErrors.DoesNotFit("Two files are named for one input; name one for each.")
            : places;
    }

    private static string Plain(string name)
    {
        var end = name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name;
        return end.StartsWith(SignaturePrefix, StringComparison.Ordinal) && end.Length > SignaturePrefix.Length ? end[SignaturePrefix.Length..] : end;
    }
}
