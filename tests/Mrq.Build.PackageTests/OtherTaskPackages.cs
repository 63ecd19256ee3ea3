namespace Mrq.Build.PackageTests;

/// <summary>Another package with tasks, and with a library that tools of this kind like to bring: both work in one build.</summary>
[TestClass]
public sealed class OtherTaskPackages
{
    [TestMethod]
    public void A_project_that_generates_code_with_another_Protobuf_converts_too()
    {
        // An old library and a new compiler, whose output it could not hold: what counts is that both run and neither gets the other's.
        const string Items = ConsumerProject.PlainItem + """
            <PackageReference Include="Google.Protobuf" Version="3.10.1" />
            <PackageReference Include="Grpc.Tools" Version="2.85.0" PrivateAssets="all" />
            <Protobuf Include="message.proto" GrpcServices="None" CompileOutputs="false" />
            """;
        using var project = new ConsumerProject(Items, restored: false);
        project.RestoreFrom(LocalFeed.Folder, ConsumerProject.PublicFeed);
        project.Write("message.proto", """syntax = "proto3"; package other; message Reading { int32 value = 1; }""");
        project.Write("Program.cs", """
            using Google.Protobuf.WellKnownTypes;
            var parsed = Int32Value.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(new Int32Value { Value = 42 }));
            System.Console.WriteLine($"read {parsed.Value} with {typeof(Google.Protobuf.MessageExtensions).Assembly.GetName().Version}");
            """);

        Assert.AreEqual(1, project.Build("-mt").Succeeded().Conversions);

        Assert.IsTrue(project.Has(ConsumerProject.PlainOutput));
        Assert.HasCount(1, project.FilesNamed("Message.cs"));
        Assert.Contains("read 42 with 3.10.1", project.Run("exec", project.PathOf("bin/Debug/net10.0/Consumer.dll")).Output);
    }
}
