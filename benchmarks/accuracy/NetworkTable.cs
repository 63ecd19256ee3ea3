using System.Globalization;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Formats;

namespace Mrq.Accuracy;

/// <summary>One line for each network: what every scheme makes of it, and what one step of a few inputs makes of the source.</summary>
internal static class NetworkTable
{
    /// <summary>One number in so many moves by one step, and in small inputs one at least.</summary>
    private const int OneIn = 128;

    /// <summary>The cells of a network: its noise, then each scheme's SQNR, agreement and, with labels, accuracy.</summary>
    public static IEnumerable<string> Cells(Network network, string data, IReadOnlyList<string> schemes)
    {
        var folder = Directory.CreateTempSubdirectory("mrq-accuracy-").FullName;
        try
        {
            var path = Path.Combine(data, network.File);
            var model = ModelFile.Read(path);
            var (calibration, evaluation) = NetworkSamples.Write(network, model.Graph, data, folder);
            yield return OwnNoise(network, model, evaluation);
            foreach (var scheme in schemes)
            {
                yield return Cell(new ConversionRequest
                {
                    ModelPath = path,
                    Scheme = scheme,
                    OutputPath = Path.Combine(folder, "converted" + Path.GetExtension(path)),
                    CalibrationData = [calibration],
                    EvaluationData = [evaluation],
                    Metric = network.LabelOffset is null ? "sqnr" : "top1",
                });
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Cell(ConversionRequest request)
    {
        try
        {
            using var report = JsonDocument.Parse(ModelConverter.Convert(request).Report);
            var evaluation = report.RootElement.GetProperty("evaluation");
            double? Number(string name) => evaluation.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
            var difference = request.Metric == "top1" ? Number("difference") : null;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{(Number("sqnr") is { } sqnr ? sqnr.ToString("F1", CultureInfo.InvariantCulture) : "equal")}{(Number("agreement") is { } agreement ? $", {100 * agreement:F1} %" : "")}{(difference is null ? "" : $", {difference:+0.0;-0.0;0.0}")}");
        }
        catch (MrqException error)
        {
            return error.Code.Id;
        }
    }

    /// <summary>A network that the emulator does not run has no noise to measure, and a code that says why.</summary>
    private static string OwnNoise(Network network, ModelDocument model, string evaluation)
    {
        try
        {
            return MeasureOwnNoise(network, model, evaluation);
        }
        catch (MrqException error)
        {
            return error.Code.Id;
        }
    }

    private static string MeasureOwnNoise(Network network, ModelDocument model, string evaluation)
    {
        var graph = model.Graph;
        if (graph.Inputs.Any(input => graph.Tensors[input].Type.BitWidth() > 16))
        {
            return "";
        }

        var samples = Dataset.Load([evaluation], null, graph);
        var compiled = CompiledGraph.Compile(graph, model.RuntimeOf(), keepAllTensors: true);
        var (session, encoder, noise) = (new EmulatorSession(compiled), SampleEncoder.Create(samples, graph, graph), new SignalToQuantizationNoise());
        var scores = ScoreTensor.Of(graph);
        double[] Scores()
        {
            session.Run();
            var values = new double[graph.Tensors[scores].Shape.ElementCount];
            new OutputDecoder(graph.Tensors[scores]).Decode(session.Value(scores), values);
            return values;
        }

        foreach (var sample in samples.Samples().Take(Math.Min(samples.Count, network.Samples)))
        {
            session.Reset();
            encoder.Encode(sample, session);
            var first = Scores();
            session.Reset();
            encoder.Encode(sample, session);
            for (var input = 0; input < graph.Inputs.Length; input++)
            {
                var type = graph.Tensors[graph.Inputs[input]].Type;
                var values = session.Input(input);
                var count = values.Length * 8 / type.BitWidth();
                MovedInputs.Move(values, type, (long)sample.Index * count, Math.Min(OneIn, count));
            }

            sample.Dispose();
            noise.Add(first, Scores());
        }

        return double.IsPositiveInfinity(noise.Decibels) ? "" : noise.Decibels.ToString("F1", CultureInfo.InvariantCulture);
    }
}
