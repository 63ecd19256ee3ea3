using System.Collections.Immutable;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// Finds the inputs and labels among the arrays of an archive by name and first dimension. Only headers are read: an array that
/// is not chosen may be of any type.
/// </summary>
internal sealed class DatasetArrays(NpzReader archive)
{
    /// <summary>In the order of preference; compared without case.</summary>
    private static readonly ImmutableArray<string> InputNames = ["images", "features", "x", "x_test", "inputs", "data", "input"];

    private static readonly ImmutableArray<string> LabelNames = ["labels", "label", "y", "y_test", "targets"];

    private readonly Dictionary<string, NpyHeader?> _headers = [];

    /// <summary>The names of the two arrays; the second is null where there are no labels.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadDataset"/> when no array or several could be the inputs.</exception>
    public (string Inputs, string? Labels) Choose()
    {
        var labels = Named(LabelNames);
        var inputs = ChooseInputs(labels);
        return (inputs, ChooseLabels(inputs, labels));
    }

    private string ChooseInputs(ImmutableArray<string> labels)
    {
        var counts = labels.Select(label => CountOf(label)).Where(count => count is not null).ToHashSet();
        var others = archive.Names.Except(labels, StringComparer.Ordinal).ToImmutableArray();
        var matching = others.Where(name => CountOf(name) is { } count && (counts.Count == 0 || counts.Contains(count))).ToImmutableArray();
        var preferred = Named(InputNames);
        if (preferred.FirstOrDefault(name => matching.Contains(name, StringComparer.Ordinal)) is { } best)
        {
            return best;
        }

        // A well-named or only array that does not match is still what was meant: the error is then about it.
        return preferred.Length > 0 ? preferred[0]
            : matching.Length == 1 ? matching[0]
            : matching.Length == 0 && others.Length == 1 ? others[0]
            : throw DatasetErrors.CannotRead(
                $"The inputs are not to be told among the arrays {List(archive.Names)}; name them one of {List(InputNames)}.");
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
