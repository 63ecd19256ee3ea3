using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.OneOperatorGraph;
using static Mrq.Emulator.Tests.SmallTensors;

namespace Mrq.Emulator.Tests.Movement;

/// <summary>Whatever shapes and lists a file has, an operator is computed or refused.</summary>
[TestClass]
public sealed class HostileMovementTests
{
    private static readonly int[] Odd = [-1, 0, 1, 2, 3, 4, -2, int.MaxValue, int.MinValue, 1 << 30];

    public static IEnumerable<object[]> Operators()
    {
        ImmutableArray<int> none = [];
        Operator[] steps =
        [
            new Transpose { Inputs = none, Outputs = none }, new Slice { Inputs = none, Outputs = none }, new Pad { Inputs = none, Outputs = none },
            new PadV2 { Inputs = none, Outputs = none }, new MirrorPad { Inputs = none, Outputs = none }, new ExpandDims { Inputs = none, Outputs = none },
            new StridedSlice { Inputs = none, Outputs = none, BeginMask = 1, EllipsisMask = 2, ShrinkAxisMask = 5 }, new StridedSlice { Inputs = none, Outputs = none, NewAxisMask = 2, Offset = true },
            new Split { Inputs = none, Outputs = none, NumSplits = 1 }, new SplitV { Inputs = none, Outputs = none, NumSplits = 1 },
            new Gather { Inputs = none, Outputs = none, Axis = 1, BatchDims = -1 }, new SpaceToBatchND { Inputs = none, Outputs = none },
            new BatchToSpaceND { Inputs = none, Outputs = none }, new SpaceToDepth { Inputs = none, Outputs = none, BlockSize = int.MaxValue },
            new DepthToSpace { Inputs = none, Outputs = none, BlockSize = 2 }, new ResizeNearestNeighbor { Inputs = none, Outputs = none },
            new ResizeBilinear { Inputs = none, Outputs = none }, new BroadcastTo { Inputs = none, Outputs = none }, new Tile { Inputs = none, Outputs = none },
            new ReverseV2 { Inputs = none, Outputs = none }, new ArgMax { Inputs = none, Outputs = none }, new Concatenation { Inputs = none, Outputs = none, Axis = -2 },
            new Pack { Inputs = none, Outputs = none, ValuesCount = 4, Axis = int.MinValue }, new Unpack { Inputs = none, Outputs = none, Num = 1 }, new Squeeze { Inputs = none, Outputs = none },
        ];
        return steps.Select((step, i) => new object[] { step, i });
    }

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void An_operator_is_computed_or_refused(Operator step, int seed)
    {
#pragma warning disable CA5394 // A test that must be repeatable.
        var random = new Random(seed);
        int[] Some(int length) => [.. Enumerable.Range(0, length).Select(_ => Odd[random.Next(random.Next(2) == 0 ? 6 : Odd.Length)])];
        Tensor List()
        {
            var count = random.Next(5);
            return random.Next(3) switch
            {
                0 => Integers([], Some(1)),
                1 => Integers(Some(count)),
                _ => Integers([count, 2], Some(2 * count)),
            };
        }

        for (var i = 0; i < 2000; i++)
        {
            var data = Bytes(Some(random.Next(6)));
            Tensor[] inputs = step is Split ? [List(), data] : [data, List(), List(), List()];
            var graph = Of(step, inputs, step is ArgMax ? Values(ElementType.Int32, Some(random.Next(6))) : Bytes(Some(random.Next(6))));
            try
            {
                new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite)).Run();
            }
            catch (MrqException error)
            {
                Assert.IsTrue(error.Code == MrqCodes.InvalidOperator || error.Code == MrqCodes.TooDemanding, error.Message);
            }
        }
#pragma warning restore CA5394
    }
}
