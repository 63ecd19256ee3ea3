using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Formats;

/// <summary>Shapes that somebody gives to a model's inputs, for dimensions that its file leaves open.</summary>
/// <param name="Alone">The shape of the only input; null where shapes have names.</param>
/// <param name="Named">Shapes by names of inputs.</param>
public sealed record InputShapes(TensorShape? Alone, ImmutableDictionary<string, TensorShape> Named)
{
    /// <summary>Nothing is given.</summary>
    public static readonly InputShapes None = new(null, ImmutableDictionary<string, TensorShape>.Empty);

    /// <summary>The shape of an input; null where none is given.</summary>
    public TensorShape? Of(string input) => Alone ?? (Named.TryGetValue(input, out var shape) ? shape : null);

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for a shape of no input of the model, or one for several.</exception>
    public void RequireInputs(IReadOnlyCollection<string> inputs)
    {
        if (Alone is { } shape && inputs.Count != 1)
        {
            throw new MrqException(MrqCodes.BadOption, $"the input shape {shape} is for one input, and the model has {inputs.Count}: write NAME=SHAPE for each of {Names(inputs)}.");
        }

        if (Named.Keys.Order(StringComparer.Ordinal).FirstOrDefault(name => !inputs.Contains(name)) is { } unknown)
        {
            throw new MrqException(MrqCodes.BadOption, $"an input shape is given for '{SafeText.Name(unknown)}'; the model's inputs are {Names(inputs)}.");
        }
    }

    /// <summary>For a container that says the shapes of all tensors: what is given must be what it says.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnknownDimension"/> for another shape.</exception>
    internal void RequireAsTheyAre(QuantizedGraph graph, string container)
    {
        RequireInputs([.. graph.Inputs.Select(input => graph.Tensors[input].Name)]);
        foreach (var input in graph.Inputs.Select(input => graph.Tensors[input]))
        {
            if (Of(input.Name) is { } wanted && wanted != input.Shape)
            {
                throw new MrqException(MrqCodes.UnknownDimension, $"the input has the shape {input.Shape} and cannot get {wanted}: a {container} file says the shapes of all its tensors; export it with the input's shape.", new MrqPlace(Tensor: input.Name));
            }
        }
    }

    private static string Names(IEnumerable<string> inputs) => string.Join(", ", inputs.Select(name => $"'{SafeText.Name(name)}'"));
}
