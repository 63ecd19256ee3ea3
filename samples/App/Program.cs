using System.Reflection;
using Mrq;
using Mrq.Emulator;

// A picture of 8 x 8 pixels, as the model was trained on: from white paper, 0, to ink, 255.
string[] drawn =
[
    "  .##.  ",
    " .#..#. ",
    "     #. ",
    "    .#  ",
    "   .#.  ",
    "  .#.   ",
    " .#.... ",
    " .#####.",
];

using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("digits") ?? throw new InvalidOperationException("The program has no model in it.");
using var bytes = new MemoryStream();
resource.CopyTo(bytes);

// The emulator computes what the target will compute, bit for bit. A compiled graph serves any number of sessions, each of them of one thread.
var model = ModelFile.Parse(bytes.ToArray());
var session = new EmulatorSession(CompiledGraph.Compile(model.Graph, model.RuntimeOf()));
var input = session.Input(0);
for (var i = 0; i < input.Length; i++)
{
    // The input's scale is 1/128 and its zero point 0: level 128 is 0.
    var level = drawn[i / 8][i % 8] switch { '#' => 255, '.' => 128, _ => 0 };
    input[i] = (byte)(sbyte)(level - 128);
}

session.Run();
var scores = session.Output(0);
var label = 0;
for (var digit = 1; digit < scores.Length; digit++)
{
    label = (sbyte)scores[digit] > (sbyte)scores[label] ? digit : label;
}

Console.WriteLine($"This is a {label}, {((sbyte)scores[label] + 128) / 2.55:F0} %.");
