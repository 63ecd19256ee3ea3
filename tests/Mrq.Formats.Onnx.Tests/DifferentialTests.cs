using System.Runtime.InteropServices;
using Google.Protobuf;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Tests.Differential;
using Mrq.Testing;
using Onnx;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>
/// Random models in ONNX Runtime and in the emulator: the same bytes. A few of each family; MRQ_RANDOM_GRAPHS sets how many, drawn from a seed of its own for each run, which a
/// failure tells with the model.
/// </summary>
[TestClass]
public sealed class DifferentialTests
{
    private const int Few = 16;
    private const int MostSteps = 3;

    private static readonly Dictionary<string, Func<ModelDraft, Activation, Activation>[]> Families = new(StringComparer.Ordinal)
    {
        ["convolutions"] = [LinearFamilies.Conv],
        ["transposed convolutions"] = [LinearFamilies.ConvTranspose],
        ["products of matrices"] = [LinearFamilies.Gemm, LinearFamilies.MatMul],
        ["sums and products"] = [ElementwiseFamilies.Binary],
        ["functions"] = [ElementwiseFamilies.Unary, ElementwiseFamilies.Requantized],
        ["softmax"] = [ElementwiseFamilies.Softmax],
        ["logarithms of softmax"] = [RowFamilies.LogSoftmax],
        ["norms"] = [RowFamilies.Normalized],
        ["sums over an axis"] = [RowFamilies.Sum],
        ["comparisons"] = [RowFamilies.Compared],
        ["lookups"] = [RowFamilies.LookedUp],
        ["products of activations"] = [RowFamilies.Product],
        ["concatenations"] = [ElementwiseFamilies.Concat],
        ["poolings"] = [PoolingFamilies.Average, PoolingFamilies.Max, PoolingFamilies.Mean],
        ["movements"] = [MovementFamilies.Moved],
        ["networks"] = [LinearFamilies.Conv, LinearFamilies.Conv, ElementwiseFamilies.Binary, ElementwiseFamilies.Concat, PoolingFamilies.Average, PoolingFamilies.Max, MovementFamilies.Moved, ElementwiseFamilies.Unary],
    };

    public static IEnumerable<object[]> Cases =>
        from family in Families.Keys
        from isReduced in (bool[])[false, true]
        where !isReduced || family is "convolutions" or "products of matrices" or "networks"
        select new object[] { family, isReduced };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Random_models_give_ONNX_Runtimes_bytes(string family, bool hasReducedWeights)
    {
        Require(canSaturate: !hasReducedWeights && (family is "convolutions" or "products of matrices" or "networks"));
        var wanted = Environment.GetEnvironmentVariable("MRQ_RANDOM_GRAPHS");
        var (count, start) = wanted is null ? (Few, 0) : (int.Parse(wanted, System.Globalization.CultureInfo.InvariantCulture), Random.Shared.Next());
        var (compared, findings) = (0, new List<string>());
        for (var seed = start; seed < start + count && findings.Count < 3; seed++)
        {
            var model = Drawn(family, hasReducedWeights, seed);
            if (Compare(model, seed) is not { } difference)
            {
                continue;
            }

            compared++;
            if (difference.Length > 0)
            {
                findings.Add($"{difference}; seed {seed}: {string.Join(", ", model.Graph.Node.Select(node => node.OpType))}");
                Keep(model, family, seed);
            }
        }

        Assert.AreEqual("", string.Join(Environment.NewLine, findings));
        Assert.IsGreaterThanOrEqualTo(count / 2, compared, "most of what is drawn must be read");
    }

    /// <summary>The difference; null where the model is not read, or is none that ONNX Runtime loads.</summary>
    private static string? Compare(ModelProto proto, int seed)
    {
        var bytes = proto.ToByteArray();
        OnnxModel model;
        try
        {
            model = OnnxModel.Read(bytes);
        }
        catch (MrqException error) when (error.Code == MrqCodes.UnmappedNode)
        {
            return null;
        }

        var inputs = Values(model.Graph, seed);
        using var peer = TryOpen(bytes);
        return peer is null ? null : Runs.Difference(peer.Run(inputs), Runs.Of(model, inputs));
    }

    /// <summary>Null where ONNX Runtime's own optimizer makes a graph that it does not load.</summary>
    private static OnnxRuntimePeer? TryOpen(byte[] model)
    {
        try
        {
            return OnnxRuntimePeer.Open(model);
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
        {
            return null;
        }
    }

    private static ModelProto Drawn(string family, bool hasReducedWeights, int seed)
    {
        var random = new Random(seed);
        var draft = new ModelDraft(random) { HasReducedWeights = hasReducedWeights };
        var type = random.Next(2) == 0 ? ElementType.UInt8 : ElementType.Int8;
        var value = family == "products of matrices" && random.Next(2) == 0
            ? draft.Input(type, draft.Pick(1, 1, 2, 6, 7), draft.Pick(1, 3, 8, 30, 200, 300))
            : draft.Input(type, 1, draft.Pick(1, 2, 4, 8, 19, 70), draft.Pick(1, 2, 5, 9), draft.Pick(1, 3, 6, 14));
        for (var step = random.Next(MostSteps) + 1; step > 0; step--)
        {
            var operators = Families[family];
            if (value.Shape.Length != 4 && family is not ("products of matrices" or "functions" or "sums and products" or "softmax" or "comparisons" or "lookups"))
            {
                break;
            }

            value = operators[random.Next(operators.Length)](draft, value);
        }

        draft.Output(value);
        return draft.Proto;
    }

    private static byte[] Values(QuantizedGraph graph, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. graph.Inputs.SelectMany(input =>
            {
                var tensor = graph.Tensors[input];
                var bytes = new byte[tensor.Type.ByteCount(tensor.Shape.ElementCount)];
                random.NextBytes(bytes);
                foreach (ref var value in tensor.Type == ElementType.Float32 ? MemoryMarshal.Cast<byte, float>(bytes.AsSpan()) : [])
                {
                    value = (random.NextSingle() * 8) - 4;
                }

                return bytes;
            }),
        ];
    }

    private static void Require(bool canSaturate)
    {
        if (OnnxRuntimePeer.Absence is { } absence)
        {
            Assert.Inconclusive(absence);
        }

        if (!PeerProcessor.IsX86)
        {
            Assert.Inconclusive("ONNX Runtime computes otherwise on this processor: it is no x86 with FMA.");
        }

        if (canSaturate && !PeerProcessor.SumsExactly)
        {
            Assert.Inconclusive("This processor has AVX2 and no VNNI: ONNX Runtime's pairs of products saturate.");
        }
    }

    private static void Keep(ModelProto model, string family, int seed)
    {
        var folder = Path.Combine(TestData.Repository, "artifacts", "differential");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, $"{family.Replace(' ', '_')}_{seed}.onnx"), model.ToByteArray());
    }
}
