/* Passkey buttons appear where the browser can use them; a cancelled prompt is said on the page. */
(function () {
  if (!window.PublicKeyCredential) return
  document.addEventListener('DOMContentLoaded', function () {
    const ids = ['passkey_login', 'mfa_webauthn_add', 'mfa_webauthn_authenticate', 'mfa_webauthn_reauthenticate']
    ids.map(id => document.getElementById(id)).filter(Boolean).forEach(button => { button.hidden = false })
  })
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    const said = document.getElementById('passkey_failed')
    const main = document.getElementById('main')
    if (said.parentNode !== main) main.append(said)
    said.hidden = false
  })
})()
