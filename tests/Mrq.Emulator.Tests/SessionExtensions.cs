namespace Mrq.Emulator.Tests;

/// <summary>Raw bytes of all graph inputs or outputs in graph order, as the expected files hold them.</summary>
internal static class SessionExtensions
{
    public static void SetInputs(this EmulatorSession session, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < session.Graph.Inputs.Length; i++)
        {
            var input = session.Input(i);
            bytes[..input.Length].CopyTo(input);
            bytes = bytes[input.Length..];
        }

        Assert.IsTrue(bytes.IsEmpty, "the case has more bytes than the model has inputs");
    }

    public static byte[] Outputs(this EmulatorSession session) =>
        [.. Enumerable.Range(0, session.Graph.Outputs.Length).SelectMany(i => session.Output(i).ToArray())];
}
