using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;
using Mrq.Files;
using Mrq.Formats;
using Mrq.Reporting.Viewing;

namespace Mrq;

/// <summary>A model file as a page to look at.</summary>
public static class ModelPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="modelPath">The model.</param>
    /// <param name="outputPath">Where the page goes.</param>
    /// <param name="arithmetic">The arithmetic that the emulator is asked for; null for that of the model's own runtime.</param>
    /// <param name="shapes">Shapes of inputs whose dimensions the model leaves open; null for none.</param>
    /// <returns>How many operators all graphs have.</returns>
    /// <exception cref="MrqException">A model that cannot be read; <see cref="MrqCodes.OutputOverInput"/>; <see cref="MrqCodes.CannotWrite"/>.</exception>
    public static int Write(string modelPath, string outputPath, Arithmetic? arithmetic = null, InputShapes? shapes = null)
    {
        DistinctFiles.Require([new NamedFile("the model", modelPath)], [new NamedFile("the page", outputPath)], []);
        OutputFile.RequireWritable(outputPath);
        var model = ModelFile.Read(modelPath, shapes);
        OutputFile.Write(outputPath, Of(Path.GetFileName(modelPath), model, arithmetic));
        return model.Graphs.Sum(graph => graph.Operators.Length);
    }

    /// <summary>The page.</summary>
    internal static byte[] Of(string name, ModelDocument model, Arithmetic? arithmetic = null)
    {
        var main = model.Graphs[0];
        return ViewPage.Write(new ViewContent
        {
            Model = name,
            Facts =
            [
                ("format", model.Format.Name),
                ("operators", string.Join(", ", model.Graphs.SelectMany(graph => graph.Operators).CountBy(step => step.Name).Select(entry => FormattableString.Invariant($"{entry.Key} ×{entry.Value}")))),
                ("emulator", Emulation.Of(main, model.RuntimeOf(arithmetic)).Verdict),
                .. model.Details.Select(detail => (detail.Name, detail.Text)),
            ],
            Graphs = [.. model.Graphs.Select(graph => new ViewGraph(graph, [.. graph.Operators.Select(OperatorAttributes.Of)]))],
            Targets = [.. TargetFit.Of(model).OrderBy(fit => fit.Fit).Select(fit => new ViewTarget(fit.Target.Name, fit.Target.Family, fit.Fit.ToString().ToLowerInvariant(), fit.Why))],
            Version = ProductVersion.Text,
        });
    }
}
