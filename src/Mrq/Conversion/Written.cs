using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Formats;
using Mrq.Requantization;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>A converted graph as the file that is delivered: in the container that it came from, or in the one that was asked for.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Container">What it is written in; null for its own container.</param>
/// <param name="Has">The order of axes that images of the graph have.</param>
/// <param name="Order">The order that they have in the file.</param>
/// <param name="LeftOut">How many further graphs of the model's file another container does not hold.</param>
internal sealed record Written(byte[] Bytes, ModelContainer? Container, ImageOrder Has, ImageOrder Order, int LeftOut = 0)
{
    /// <summary>As many states as one sentence names.</summary>
    private const int MostNamed = 3;

    /// <param name="request">What was asked for.</param>
    /// <param name="model">The file that the source came from.</param>
    /// <param name="graph">What the file is to hold.</param>
    /// <param name="isComputed">Whether the emulator computes all of it.</param>
    /// <param name="others">What further graphs of the file are to be, by their numbers.</param>
    public static Written Of(ConversionRequest request, ModelDocument model, QuantizedGraph graph, bool isComputed, IReadOnlyDictionary<int, QuantizedGraph> others)
    {
        var has = model.Format.ImageOrder;
        if (request.OutputFormat is not { } name)
        {
            return new(WrittenModel.Bytes(model, graph, isComputed, others), null, has, has);
        }

        var (container, order) = (ModelContainer.Named(name), ModelContainer.ParseLayout(request.InterfaceLayout) ?? has);
        if (!container.IsOf(model.Format) || (order != has && !model.KeepsTensors))
        {
            return new(container.Write(graph, has, order), container, has, order, others.Count);
        }

        // A container that knows each tensor by its place takes the axes as operators more, and everything else that it holds stays.
        return new(WrittenModel.Bytes(model, InterfaceLayout.Of(graph, has, order).Graph, isComputed, others), null, has, order);
    }

    /// <summary>What the runtime of the file's container computes otherwise on some machines; a container that keeps tensors in their places has nothing of that kind.</summary>
    public IReadOnlyList<string> RuntimeDoubts(ModelDocument model) =>
        Container is null ? (model.KeepsTensors ? [] : model.ReadBack(Bytes).RuntimeDoubts) : Container.Format.Read(Bytes).RuntimeDoubts;

    /// <summary>What there is to say of how the file was written.</summary>
    public IEnumerable<(MrqCode Code, string Message)> Warnings(ModelDocument model) =>
        LeftOut > 0 ? [(MrqCodes.WrittenAnew, $"the file holds the first of the model's {LeftOut + 1} signatures alone, as its container has one.")]
        : StatesBeside(model) is { Count: > 0 } states ? [(MrqCodes.WrittenAnew, $"the file keeps nothing from run to run: the model's state is {states.Count} inputs more ({string.Join(", ", states.Take(MostNamed))}{(states.Count > MostNamed ? ", ..." : "")}) and as many outputs more (the same names with _next); the first run takes zeros, of INT8 the zero point, and each later one the outputs before it.")]
        : Container is null && model.LostIn(Bytes) is { } lost ? [(MrqCodes.WrittenAnew, $"{lost}.")]
        : [];

    /// <summary>Names of the inputs that stand for what the model's own container keeps in variables.</summary>
    private List<string> StatesBeside(ModelDocument model)
    {
        if (Container is null || !model.Graph.Tensors.Any(tensor => tensor.IsVariable))
        {
            return [];
        }

        var written = Container.Format.Read(Bytes).Graph;
        return [.. written.Inputs.Skip(model.Graph.Inputs.Length).Select(input => SafeText.Name(written.Tensors[input].Name))];
    }

    /// <summary>How far the runtimes of other containers are from what was measured: of the file, and of each export.</summary>
    public IReadOnlyList<RuntimeDistance> Distances(ConversionRequest request, RequantizedModel converted, QuantizedGraph source, Dataset? samples, CancellationToken cancellation)
    {
        var exports = request.Containers.ToList();
        if (Container is null && exports.Count == 0)
        {
            return [];
        }

        var data = samples ?? SyntheticSamples.Noise(source, SyntheticNoise.DefaultCount);
        var document = new ConvertedModel(Bytes, Order, request.Shapes);
        return
        [
            .. Container is null ? [] : new[] { Of(Container, Bytes, Order) },
            .. exports.Select(export => Of((ModelContainer)export.Format, export.Format.Write(export, document)[0], ModelContainer.ParseLayout(export[ModelContainer.LayoutOption]) ?? Order)),
        ];

        RuntimeDistance Of(ModelContainer container, byte[] bytes, ImageOrder order) =>
            RuntimeDistance.Of(container, bytes, InterfaceLayout.Of(converted.Graph, Has, order), converted.Arithmetic, data, source, converted.Graph, cancellation);
    }
}
