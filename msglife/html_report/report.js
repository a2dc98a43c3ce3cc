(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const messages = messagesView(data, document.getElementById("messages-view"));
  const findings = findingsView(data, document.getElementById("findings-view"), messages.open);
  const linked = (name, act) => {
    for (const link of document.querySelectorAll(`a[data-${name}]`)) link.addEventListener("click", () => act(link.dataset[name]));
  };
  linked("code", findings.only);
  linked("verdict", messages.only);
  linked("life", (anchor) => (document.getElementById(anchor).open = true));

  // Paper has no disclosure triangles.
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("#lifecycles details")) each.open = true;
  });
})();
