using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>
/// Finds the inputs and labels among the arrays of an archive by name and first dimension. Only headers are read: an array that
/// is not chosen may be of any type.
/// </summary>
internal sealed class DatasetArrays(NpzReader archive)
{
    /// <summary>In the order of preference; compared without case.</summary>
    private static readonly ImmutableArray<string> UsualNames = ["images", "features", "x", "x_test", "inputs", "data", "input"];

    private readonly Dictionary<string, NpyHeader?> _headers = [];

    /// <summary>Whether an array is named as labels are.</summary>
    public bool HasLabels => Named(InputNames.Labels).Length > 0;

    /// <summary>The names of the arrays of inputs, in the order of the model's, and of labels, where there are some.</summary>
    /// <param name="inputs">The model's; empty where there is no model.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadDataset"/> when no array or several could be an input.</exception>
    public (ImmutableArray<string> Inputs, string? Labels) Choose(IReadOnlyList<Tensor> inputs)
    {
        var named = inputs.Select(input => archive.Names.FirstOrDefault(name => InputNames.Fits(name, input))).ToList();
        if (named.Count > 0 && named.TrueForAll(name => name is not null) && named.Distinct().Count() == named.Count)
        {
            var others = Named(InputNames.Labels).Where(label => !named.Contains(label)).ToImmutableArray();
            return ([.. named!], ChooseLabels(named[0]!, others));
        }

        var labels = Named(InputNames.Labels);
        if (inputs.Count > 1)
        {
            var unnamed = archive.Names.Except(labels, StringComparer.Ordinal).ToImmutableArray();
            return unnamed.Length == inputs.Count
                ? (unnamed, ChooseLabels(unnamed[0], labels))
                : throw DatasetErrors.CannotRead(
                    $"The inputs {InputNames.List(inputs)} are not to be told among the arrays {List(archive.Names)}; name an array like each, or give one for each in this order.");
        }

        var one = ChooseInputs(labels);
        return ([one], ChooseLabels(one, labels));
    }

    private string ChooseInputs(ImmutableArray<string> labels)
    {
        var counts = labels.Select(label => CountOf(label)).Where(count => count is not null).ToHashSet();
        var others = archive.Names.Except(labels, StringComparer.Ordinal).ToImmutableArray();
        var matching = others.Where(name => CountOf(name) is { } count && (counts.Count == 0 || counts.Contains(count))).ToImmutableArray();
        var preferred = Named(UsualNames);
        if (preferred.FirstOrDefault(name => matching.Contains(name, StringComparer.Ordinal)) is { } best)
        {
            return best;
        }

        // A well-named or only array that does not match is still what was meant: the error is then about it.
        return preferred.Length > 0 ? preferred[0]
            : matching.Length == 1 ? matching[0]
            : matching.Length == 0 && others.Length == 1 ? others[0]
            : throw DatasetErrors.CannotRead(
                $"The inputs are not to be told among the arrays {List(archive.Names)}; name them one of {List(UsualNames)}.");
    }

    private string? ChooseLabels(string inputs, ImmutableArray<string> labels)
    {
        var partner = inputs.ToUpperInvariant() switch
        {
            "X" => "y",
            "X_TEST" => "y_test",
            _ => null,
        };
        return labels.FirstOrDefault(label => string.Equals(label, partner, StringComparison.OrdinalIgnoreCase))
            ?? labels.FirstOrDefault(label => CountOf(label) == CountOf(inputs))
            ?? labels.FirstOrDefault();
    }

    private ImmutableArray<string> Named(ImmutableArray<string> wanted) =>
        [.. wanted.SelectMany(name => archive.Names.Where(found => string.Equals(found, name, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>The first dimension; null for a scalar or an array that cannot be read.</summary>
    private int? CountOf(string name)
    {
        if (!_headers.TryGetValue(name, out var header))
        {
            try
            {
                header = archive.ReadHeader(name);
            }
            catch (MrqException)
            {
                // Reported when the array is chosen and read, and only then.
            }

            _headers.Add(name, header);
        }

        return header is { Shape.Rank: > 0 } ? header.Shape[0] : null;
    }

    private static string List(ImmutableArray<string> names)
    {
        const int most = 10;
        return string.Join(", ", names.Take(most).Select(name => $"'{DatasetErrors.Printable(name)}'")) + (names.Length > most ? " and more" : "");
    }
}
