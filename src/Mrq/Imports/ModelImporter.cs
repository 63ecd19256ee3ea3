using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Files;
using Mrq.Formats;
using Mrq.Formats.Onnx;
using Mrq.Sidecars;

namespace Mrq;

/// <summary>Makes a quantized model of a float one and a sidecar that says its scales, as the sidecar's consumer would.</summary>
public static class ModelImporter
{
    /// <summary>As many names as one sentence has.</summary>
    private const int MostNamed = 5;

    /// <summary>Reads both and writes the model in the container that the output's name says.</summary>
    /// <returns>What there is to say of it.</returns>
    /// <exception cref="MrqException">Every failure that has a code; nothing was written then.</exception>
    public static IReadOnlyList<(MrqCode Code, string Message)> Import(ImportRequest request)
    {
        var container = ModelContainer.OfFile(request.OutputPath);
        var layout = ModelContainer.ParseLayout(request.InterfaceLayout);
        NamedFile[] inputs = [new("the model", request.ModelPath), new("the sidecar", request.SidecarPath), .. request.NamesPath is { } path ? new[] { new NamedFile(SidecarExport.NamesOption, path) } : []];
        DistinctFiles.Require(inputs, [new NamedFile("the quantized model", request.OutputPath)], []);
        OutputFile.RequireWritable(request.OutputPath);
        var sidecar = SidecarFile.Read(request.SidecarPath, request.Format, request.NamesPath);
        try
        {
            var (graph, order, encodings) = Quantized(ModelFile.ReadBytes(request.ModelPath), Path.GetDirectoryName(Path.GetFullPath(request.ModelPath)), sidecar, request.Shapes);
            using var staged = new StagedFiles();
            staged.Add(request.OutputPath, container.Write(graph, order, layout));
            staged.Deliver();
            return [.. sidecar.Warnings.Select(warning => (MrqCodes.DoubtfulSidecar, $"{warning}.")), .. Unused(encodings)];
        }
        catch (MrqException error)
        {
            throw error.InFile(request.ModelPath);
        }
    }

    /// <summary>The quantized graph of a float model and what is known of its tensors.</summary>
    private static (QuantizedGraph Graph, ImageOrder Order, SidecarEncodings Encodings) Quantized(byte[] bytes, string? folder, Sidecar sidecar, InputShapes? shapes)
    {
        var (order, encodings) = (ImageOrder.Nchw, default(SidecarEncodings));
        if (!OnnxFormat.Instance.Recognizes(bytes))
        {
            // Every float model goes the way of ONNX, which says what is real and what integers mean beside one another.
            var document = ModelFile.Formats.Read(bytes, folder, shapes);
            if (document.Graph.Tensors.FirstOrDefault(tensor => tensor.Quantization is not null) is { } known)
            {
                throw new MrqException(MrqCodes.BadSidecar, "a sidecar is for a float model, and this one is quantized already; mrq convert takes it to another scheme.", new MrqPlace(Tensor: known.Name));
            }

            (bytes, order, folder) = (OnnxModel.Create(document.Graph, OnnxForm.Qdq, "Mrq.Build"), document.Format.ImageOrder, null);
            shapes = null;
        }

        var quantized = EncodedModel.Of(bytes, folder, constants => encodings = new SidecarEncodings(sidecar, constants));
        return (OnnxModel.Read(quantized, folder, shapes).Graph, order, encodings!);
    }

    private static IEnumerable<(MrqCode Code, string Message)> Unused(SidecarEncodings encodings) => encodings.Unused is not { Count: > 0 } unused ? []
        : [(MrqCodes.DoubtfulSidecar, $"{unused.Count} records of the sidecar are of no tensor of the model: {string.Join(", ", unused.Take(MostNamed).Select(name => $"'{SafeText.Name(name)}'"))}{(unused.Count > MostNamed ? ", ..." : "")}.")];
}
